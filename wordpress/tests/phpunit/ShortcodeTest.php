<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Shortcode;

/**
 * The shortcode and aigw_chat() on pages.
 */
final class ShortcodeTest extends CoreCase {

	public function test_asks_once_and_keeps_the_answer(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( 'Hello **you** <b>there</b><script>alert(1)</script><img src=x onerror=alert(1)>' );
			}
		);

		$first  = do_shortcode( '[aigw]What is new?[/aigw]' );
		$second = do_shortcode( '[aigw q="What is new?"]' );

		$this->assertSame( $first, $second );
		$this->assertCount( 1, $this->sent );
		$this->assertStringContainsString( '<strong>you</strong> &lt;b&gt;there', $first );
		$this->assertStringNotContainsString( '<script', $first );
		$this->assertStringNotContainsString( '<img', $first );
	}

	public function test_waits_no_longer_than_the_front_ends_limit_and_then_asks_nothing(): void {
		$this->connect();
		$this->play(
			static function () {
				return new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out' );
			}
		);

		do_shortcode( '[aigw]one[/aigw]' );
		$html = do_shortcode( '[aigw]two[/aigw]' );

		$this->assertCount( 1, $this->sent );
		$this->assertEqualsWithDelta( 2.0, (float) $this->sent[0]['timeout'], 0.05 );
		$this->assertStringContainsString( 'aigw-answer--message', $html );
		$this->assertStringNotContainsString( 'gateway.test', $html );
	}

	public function test_cron_fetches_what_took_too_long_under_the_same_request_id(): void {
		$this->connect();
		$slow = true;
		$this->play(
			function () use ( &$slow ) {
				return $slow ? new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out' ) : $this->said( 'At last' );
			}
		);
		do_shortcode( '[aigw]slow[/aigw]' );
		$slow  = false;
		$event = null;
		foreach ( _get_cron_array() as $hooks ) {
			$event = isset( $hooks[ Shortcode::REFRESH ] ) ? reset( $hooks[ Shortcode::REFRESH ] ) : $event;
		}

		do_action_ref_array( Shortcode::REFRESH, $event['args'] );

		$this->assertSame( $this->sent[0]['body'], $this->sent[1]['body'] ); // The request id is in it.
		$this->assertSame( $this->claims( 0 )['user'], $this->claims( 1 )['user'] ); // Another person's would be another call.
		$this->assertTrue( $this->claims( 0 )['once'] && $this->claims( 0 )['jti'] === $this->claims( 1 )['jti'] );
		$this->assertStringContainsString( 'At last', do_shortcode( '[aigw]slow[/aigw]' ) );
		$this->assertCount( 2, $this->sent );
	}

	public function test_an_answer_without_words_is_not_paid_for_at_every_visit(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( '' );
			}
		);

		do_shortcode( '[aigw]nothing[/aigw]' );
		do_shortcode( '[aigw]nothing[/aigw]' );

		$this->assertCount( 1, $this->sent );
	}

	public function test_without_a_cache_each_view_is_a_call_of_its_own(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( 'Hi' );
			}
		);

		do_shortcode( '[aigw cache="0"]now[/aigw]' );
		do_shortcode( '[aigw cache="0"]now[/aigw]' );

		$this->assertCount( 2, $this->sent );
		$this->assertNotSame( $this->claims( 0 )['jti'], $this->claims( 1 )['jti'] );
	}

	public function test_another_part_may_render_it_before_anything_is_asked(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( 'x' );
			}
		);
		add_filter(
			'aigw_shortcode_html',
			static function ( $html, $question ) {
				return 'mine: ' . $question['prompt'];
			},
			10,
			2
		);

		$this->assertSame( 'mine: Hi', do_shortcode( '[aigw]Hi[/aigw]' ) );
		$this->assertCount( 0, $this->sent );
	}

	public function test_aigw_chat_answers_with_a_message_where_nothing_is_connected(): void {
		$this->assertStringContainsString( 'not available', aigw_chat( 'Hi' ) );
		wp_set_current_user( 1 );
		$this->assertStringContainsString( 'Settings &gt; AI Gateway', aigw_chat( 'Hi' ) );
	}

	public function test_aigw_chat_passes_options_on(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( "one\n\ntwo" );
			}
		);

		$html = aigw_chat( 'Hi', array( 'model' => 'm1', 'system' => 'be kind', 'max_tokens' => 9, 'feature' => 'theme' ) );

		$body = json_decode( $this->sent[0]['body'], true );
		$this->assertSame( array( 'm1', 9, 'be kind', 'Hi' ), array( $body['model'], $body['max_tokens'], $body['messages'][0]['content'], $body['messages'][1]['content'] ) );
		$this->assertSame( 'theme', $this->sent[0]['headers']['x-aigw-feature'] );
		$this->assertStringContainsString( '<p>two</p>', $html );
	}
}
