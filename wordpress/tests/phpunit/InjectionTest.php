<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Stream\Form;
use Aigw\Stream\Sealed;

/**
 * What visitors and models say stays text wherever WordPress passes over it afterwards.
 */
final class InjectionTest extends CoreCase {

	public function test_neither_a_question_nor_an_answer_on_a_page_runs_as_a_shortcode(): void {
		$this->connect();
		$ran = 0;
		add_shortcode(
			'burn',
			static function () use ( &$ran ) {
				++$ran;
				return 'burnt';
			}
		);
		$this->play(
			function () {
				return $this->said( 'Sure: [burn]money[/burn] and [aigw]again[/aigw] `[burn]`' );
			}
		);
		$url                    = wp_parse_url( home_url() );
		$_SERVER['HTTP_ORIGIN'] = $url['scheme'] . '://' . $url['host'] . ':' . ( $url['port'] ?? 80 );
		$post                   = wp_insert_post( array( 'post_status' => 'publish', 'post_type' => 'page', 'post_title' => 'Ask', 'post_content' => '<!-- wp:aigw/answer {"prompt":"Be kind."} /-->' ) );
		$GLOBALS['post']        = get_post( $post );
		setup_postdata( $GLOBALS['post'] );
		preg_match( '/name="aigw_config" value="([^"]+)"/', apply_filters( 'the_content', get_post( $post )->post_content ), $m );
		$_GET[ Form::ARG ] = Form::answer( $m[1], 'Say [burn]this[/burn]' );

		$html = apply_filters( 'the_content', get_post( $post )->post_content );

		unset( $GLOBALS['post'], $_SERVER['HTTP_ORIGIN'] );
		$this->assertSame( array( 0, 1 ), array( $ran, count( $this->sent ) ) );
		$this->assertStringContainsString( 'Sure: ', $html );
		$this->assertStringContainsString( 'Say ', $html );
		$this->assertStringNotContainsString( 'burnt', $html );
	}

	public function test_what_aigw_chat_returns_runs_as_no_shortcode(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( '[aigw]again[/aigw]' );
			}
		);

		$html = do_shortcode( aigw_chat( 'Hi' ) . aigw_chat( 'Hi', array( 'format' => 'text' ) ) );

		$this->assertCount( 2, $this->sent );
		$this->assertStringContainsString( 'again', $html );
	}
}
