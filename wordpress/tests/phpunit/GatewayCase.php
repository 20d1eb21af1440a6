<?php
/**
 * A gateway that is played within the process.
 *
 * @package Aigw
 */

use Aigw\AiClient\Registration;

/**
 * Real WordPress and core's real client; only the wire is played: every request is written down and answered by a function.
 */
abstract class GatewayCase extends Aigw_TestCase {

	/** @var int */
	private static $count = 0;

	/** @var string */
	protected $url = '';

	/** @var array[] Requests: url, args. */
	protected $sent = array();

	/** @var callable */
	protected $answer;

	protected function setUp(): void {
		parent::setUp();
		Aigw\Patience::renew();
		delete_option( 'aigw_settings' );
		$this->url = 'http://127.0.0.1:' . ( 20000 + ++self::$count );
		putenv( 'AIGW_URL=' . $this->url );
		putenv( 'AIGW_TENANT=demo' );
		putenv( 'AIGW_SECRET=a-secret-of-at-least-thirty-two-bytes-' . self::$count );
		wp_set_current_user( 1 );
		$this->sent   = array();
		$this->answer = array( $this, 'usual' );
		add_filter( 'pre_http_request', array( $this, 'play' ), 10, 3 );
		if ( Registration::possible() ) {
			Registration::authenticate();
		}
	}

	protected function tearDown(): void {
		parent::tearDown();
		foreach ( array( 'AIGW_URL', 'AIGW_TENANT', 'AIGW_SECRET', 'AIGW_FRONT_TIMEOUT' ) as $name ) {
			putenv( $name );
		}
		wp_set_current_user( 0 );
	}

	public function play( $pre, $args, $url ) {
		$this->sent[] = array( 'url' => $url ) + $args;
		$answer       = call_user_func( $this->answer, (string) wp_parse_url( $url, PHP_URL_PATH ), $args );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		return array(
			'headers'  => ( $answer[2] ?? array() ) + array( 'content-type' => 'application/json' ),
			'body'     => wp_json_encode( $answer[1] ),
			'response' => array( 'code' => $answer[0], 'message' => 'x' ),
			'cookies'  => array(),
			'filename' => null,
		);
	}

	public function usual( string $path, array $args ) {
		switch ( $path ) {
			case '/v1/models':
				return array( 200, array( 'object' => 'list', 'data' => array( array( 'id' => 'plain' ), array( 'id' => 'text-embedding-9' ), $this->model( 'seeing', array( 'text', 'image' ), array( 'text' ) ), $this->model( 'painter', array( 'text' ), array( 'image' ) ) ) ) );
			case '/api/v1/budget':
				return array( 200, $this->budget( 5.0 ) );
			case '/v1/chat/completions':
				return array( 200, $this->completion( 'Hello.' ) );
			default:
				return array( 404, array( 'error' => array( 'message' => 'no route', 'code' => 'not_found' ) ) );
		}
	}

	protected function model( string $id, array $in, array $out, ?array $parameters = null ): array {
		return array( 'id' => $id, 'architecture' => array( 'input_modalities' => $in, 'output_modalities' => $out ) ) + ( null === $parameters ? array() : array( 'supported_parameters' => $parameters ) );
	}

	protected function budget( float $left ): array {
		return array( 'tenant' => 'demo', 'limits' => array(), 'budgets' => array( 'day' => array( 'limit_usd' => 10.0, 'spent_usd' => 10.0 - $left, 'left_usd' => $left, 'resets_at' => gmdate( 'c', time() + 7200 ) ), 'month' => null, 'total' => null ) );
	}

	protected function completion( string $text, string $reason = 'stop' ): array {
		return array(
			'id'      => 'c1',
			'object'  => 'chat.completion',
			'choices' => array( array( 'index' => 0, 'message' => array( 'role' => 'assistant', 'content' => $text ), 'finish_reason' => $reason ) ),
			'usage'   => array( 'prompt_tokens' => 1, 'completion_tokens' => 2, 'total_tokens' => 3 ),
			'aigw'    => array( 'request_id' => 'r-1', 'cost_usd' => 0.0021 ),
		);
	}

	protected function to( string $path ): array {
		return array_values(
			array_filter(
				$this->sent,
				static function ( $request ) use ( $path ) {
					return wp_parse_url( $request['url'], PHP_URL_PATH ) === $path;
				}
			)
		);
	}
}
