<?php
/**
 * Tests of the plugin's foundation start without any connection.
 */
abstract class CoreCase extends Aigw_TestCase {

	const NAMES = array( 'AIGW_URL', 'AIGW_JWT', 'AIGW_SECRET', 'AIGW_TENANT', 'AIGW_API_KEY', 'AIGW_CONNECT', 'AIGW_FRONT_TIMEOUT', 'AIGW_ENCRYPTION_KEY' );

	/**
	 * Environment as it was.
	 *
	 * @var array
	 */
	private $before = array();

	/**
	 * Requests that were sent.
	 *
	 * @var array
	 */
	protected $sent = array();

	protected function setUp(): void {
		parent::setUp();
		Aigw\Patience::renew();
		foreach ( self::NAMES as $name ) {
			$this->before[ $name ] = getenv( $name );
			putenv( $name );
		}
		foreach ( array( 'aigw_credential', 'aigw_settings' ) as $option ) {
			delete_option( $option );
		}
	}

	protected function tearDown(): void {
		parent::tearDown();
		$GLOBALS['wp_roles'] = null; // Roles that a test changed are read anew.
		unset( $GLOBALS['current_screen'] );
		foreach ( $this->before as $name => $value ) {
			putenv( false === $value ? $name : $name . '=' . $value );
		}
	}

	/** Connects this site to a gateway that is played, on a network with its administrator's blessing. */
	protected function connect( string $secret = 'first-secret-of-thirty-two-bytes!' ): void {
		Aigw\Network::vouch( 'http://gateway.test:8480' );
		Aigw\Credentials::store( array( 'url' => 'http://gateway.test:8480', 'tenant' => 'demo', 'kind' => 'secret', 'credential' => $secret ) );
	}

	/** Plays the gateway: every request is written down and answered by the function, which returns status, body and headers or a WP_Error. */
	protected function play( callable $by ): void {
		$this->answer(
			function ( $args, $url ) use ( $by ) {
				if ( strpos( $url, '/api/v1/budget' ) ) { // Other parts look at the budget first; not what these tests count.
					return new WP_Error( 'http_request_failed', 'not played' );
				}
				$this->sent[] = array( 'url' => $url ) + $args;
				$answer       = $by( $args, $url );
				return is_wp_error( $answer ) ? $answer : array(
					'headers'  => $answer[2] ?? array(),
					'body'     => is_string( $answer[1] ) ? $answer[1] : wp_json_encode( $answer[1] ),
					'response' => array( 'code' => $answer[0], 'message' => '' ),
					'cookies'  => array(),
					'filename' => null,
				);
			}
		);
	}

	/** Body of a chat answer. */
	protected function said( string $text ): array {
		return array( 200, array( 'id' => 'x', 'model' => 'm', 'cost_usd' => 0.001, 'data' => array( 'choices' => array( array( 'message' => array( 'content' => $text ) ) ) ) ) );
	}

	/** Whether a bearer token was signed with a secret. */
	protected function signed_with( array $request, string $secret ): bool {
		$parts = explode( '.', substr( $request['headers']['authorization'], 7 ) );
		$want  = rtrim( strtr( base64_encode( hash_hmac( 'sha256', $parts[0] . '.' . $parts[1], $secret, true ) ), '+/', '-_' ), '=' );
		return hash_equals( $want, $parts[2] );
	}

	/** Claims of the token of a request that was sent. */
	protected function claims( int $which ): array {
		return Aigw\Jwt::claims( substr( $this->sent[ $which ]['headers']['authorization'], 7 ) );
	}

	/** A time-out as WordPress's HTTP client tells it. */
	protected function timed_out(): WP_Error {
		return new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out after 2000 milliseconds' );
	}
}
