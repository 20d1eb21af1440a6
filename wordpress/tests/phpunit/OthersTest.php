<?php
use Aigw\ClassifAi;
use Aigw\Jwt;
use Aigw\Settings;
use Aigw\Usage\OthersPage;

require_once __DIR__ . '/GatewayCase.php';

/**
 * A stand-in for ClassifAI's OpenAI client: it asks the same filters in the same order with the same arguments. Written from its hooks' descriptions.
 */
final class ClassifAI_Double {

	/** @var string */
	private $feature;

	public function __construct( string $feature ) {
		$this->feature = $feature;
	}

	public function post( string $url, array $options ) {
		$options += array( 'timeout' => 60 );
		$url      = apply_filters( 'classifai_openai_api_request_post_url', $url, $options, $this->feature );
		$options  = apply_filters( 'classifai_openai_api_request_post_options', $options, $url, $this->feature );
		return wp_remote_post( $url, $this->headed( $options ) );
	}

	public function get( string $url ) {
		$url     = apply_filters( 'classifai_openai_api_request_get_url', $url, array(), $this->feature );
		$options = apply_filters( 'classifai_openai_api_request_get_options', array(), $url, $this->feature );
		return wp_remote_get( $url, $this->headed( $options ) );
	}

	public function post_form( string $url, array $body ) {
		$url     = apply_filters( 'classifai_openai_api_request_post_form_url', $url, $this->feature );
		$options = apply_filters( 'classifai_openai_api_request_post_form_options', array( 'body' => 'x', 'headers' => array( 'Content-Type' => 'multipart/form-data; boundary=b' ), 'timeout' => 60 ), $url, $body, $this->feature );
		return wp_remote_post( $url, $this->headed( $options ) );
	}

	private function headed( array $options ): array {
		$options['headers'] = ( $options['headers'] ?? array() ) + array( 'Authorization' => 'Bearer key-of-classifai', 'Content-Type' => 'application/json' );
		return $options;
	}
}

/**
 * Other plugins: what they are told, and what becomes of their calls.
 */
final class OthersTest extends GatewayCase {

	private function on(): void {
		Settings::save( array( 'classifai' => true ) );
		ClassifAi::register();
	}

	public function test_classifai_chats_through_the_gateway_with_this_sites_credential(): void {
		$this->on();

		( new ClassifAI_Double( 'feature_title_generation' ) )->post( 'https://api.openai.com/v1/chat/completions', array( 'body' => '{"model":"gpt-4o-mini"}' ) );

		$sent   = $this->to( '/v1/chat/completions' )[0];
		$claims = Jwt::claims( substr( $sent['headers']['Authorization'], 7 ) );
		$this->assertSame( array( 'demo', 'classifai/feature_title_generation' ), array( $claims['sub'], $claims['feature'] ) );
		$this->assertSame( array( '{"model":"gpt-4o-mini"}', 60, 0, 'application/json' ), array( $sent['body'], $sent['timeout'], $sent['redirection'], $sent['headers']['Content-Type'] ) );
		$this->assertStringStartsWith( $this->url, $sent['url'] );
	}

	public function test_its_check_of_the_key_asks_the_gateway_for_models(): void {
		$this->on();

		$answer = ( new ClassifAI_Double( '' ) )->get( 'https://api.openai.com/v1/models' );

		$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ) );
		$this->assertStringStartsWith( $this->url . '/v1/models', $this->sent[0]['url'] );
	}

	public function test_what_the_gateway_has_no_route_for_goes_where_it_went_with_its_own_key(): void {
		$this->on();
		$client = new ClassifAI_Double( 'feature_text_to_speech' );

		$client->post( 'https://api.openai.com/v1/audio/speech', array( 'body' => '{}' ) );
		$client->post_form( 'https://api.openai.com/v1/audio/transcriptions', array( 'file' => 'x' ) );

		foreach ( $this->sent as $request ) {
			$this->assertStringStartsWith( 'https://api.openai.com/', $request['url'] );
			$this->assertSame( 'Bearer key-of-classifai', $request['headers']['Authorization'] );
		}
	}

	public function test_a_site_may_say_that_the_gateway_has_more_routes(): void {
		$this->on();
		add_filter(
			'aigw_classifai_paths',
			static function ( $paths ) {
				return array_merge( $paths, array( '/v1/audio/transcriptions' ) );
			}
		);

		( new ClassifAI_Double( 'feature_audio' ) )->post_form( 'https://api.openai.com/v1/audio/transcriptions', array( 'file' => 'x' ) );

		$this->assertStringStartsWith( $this->url, $this->sent[0]['url'] );
		$this->assertSame( 'multipart/form-data; boundary=b', $this->sent[0]['headers']['Content-Type'] );
		$this->assertSame( 'classifai/feature_audio', Jwt::claims( substr( $this->sent[0]['headers']['Authorization'], 7 ) )['feature'] );
	}

	public function test_nothing_is_changed_while_the_switch_is_off(): void {
		ClassifAi::register();

		( new ClassifAI_Double( 'x' ) )->post( 'https://api.openai.com/v1/chat/completions', array() );

		$this->assertSame( 'Bearer key-of-classifai', $this->sent[0]['headers']['Authorization'] );
	}

	public function test_the_page_has_the_values_to_paste_and_buttons_that_copy_them(): void {
		ob_start();
		OthersPage::show();
		$html = (string) ob_get_clean();

		$this->assertStringContainsString( 'data-clipboard-text="' . $this->url . '/v1"', $html );
		$this->assertStringContainsString( 'data-clipboard-text="' . $this->url . '/v1/chat/completions"', $html );
		$this->assertStringContainsString( 'data-clipboard-text="aigw key create demo --name &quot;AI Engine&quot; --expires 365d"', $html );
		$this->assertStringContainsString( 'This page cannot make one', $html );
		$this->assertStringNotContainsString( (string) getenv( 'AIGW_SECRET' ), $html );
	}
}
