<?php
/**
 * The webhook: what gets in, and how often.
 */
final class WebhookTest extends Aigw_TestCase {

	const SECRET = 'not-a-real-secret-of-any-webhook';

	/**
	 * Events that were let in.
	 *
	 * @var array
	 */
	private $told = array();

	protected function setUp(): void {
		parent::setUp();
		$this->told = array();
		add_filter(
			'aigw_webhook_secrets',
			function () {
				return array( self::SECRET );
			}
		);
		add_action(
			'aigw_webhook',
			function ( $event ) {
				$this->told[] = $event;
			}
		);
	}

	private function send( string $body, ?string $sig = null, array $headers = array() ): int {
		$request = new WP_REST_Request( 'POST', '/aigw/v1/webhook' );
		$request->set_header( 'content-type', 'application/json' );
		$request->set_header( 'x-sig', null === $sig ? $this->sign( $body ) : $sig );
		foreach ( $headers as $name => $value ) {
			$request->set_header( $name, $value );
		}
		$request->set_body( $body );
		return rest_do_request( $request )->get_status();
	}

	private function sign( string $body, string $secret = self::SECRET ): string {
		return 'sha256=' . base64_encode( hash_hmac( 'sha256', $body, $secret, true ) );
	}

	private function event( array $more = array() ): string {
		return wp_json_encode( $more + array( 'id' => wp_generate_uuid4(), 'timestamp' => time(), 'type' => 'test' ) );
	}

	public function test_a_signed_event_is_told_once(): void {
		$body = $this->event();

		$this->assertSame( array( 200, 409 ), array( $this->send( $body ), $this->send( $body ) ) );
		$this->assertCount( 1, $this->told );
	}

	public function test_nothing_that_is_changed_old_or_unsigned_is_told(): void {
		$body = $this->event();

		$this->assertSame( 401, $this->send( $body . ' ', $this->sign( $body ) ) );
		$this->assertSame( 401, $this->send( $body, $this->sign( $body, 'guessed' ) ) );
		$this->assertSame( 401, $this->send( $body, '' ) );
		$this->assertSame( 401, $this->send( $this->event( array( 'timestamp' => time() - 301 ) ) ) );
		$this->assertSame( 401, $this->send( $this->event( array( 'timestamp' => time() + 301 ) ) ) );
		$this->assertSame( 400, $this->send( $this->event(), null, array( 'x-aigw-timestamp' => (string) ( time() - 1 ) ) ) );
		$this->assertSame( 400, $this->send( '{"id":"x"}' ) );
		$this->assertSame( 400, $this->send( 'no json' ) );
		$this->assertSame( array(), $this->told );
	}

	public function test_without_a_secret_nobody_gets_in(): void {
		add_filter( 'aigw_webhook_secrets', '__return_empty_array', 20 );
		$body = $this->event();

		$this->assertSame( 403, $this->send( $body, $this->sign( $body, '' ) ) );
	}

	public function test_an_event_that_could_not_be_saved_may_come_again(): void {
		$fails = function () {
			throw new RuntimeException( 'no room' );
		};
		add_action( 'aigw_webhook', $fails );
		$body = $this->event();

		$first = $this->send( $body );
		remove_action( 'aigw_webhook', $fails );

		$this->assertSame( array( 500, 200 ), array( $first, $this->send( $body ) ) );
	}

	public function test_a_database_that_cannot_remember_an_event_has_it_sent_again(): void {
		global $wpdb;
		$break = static function ( $query ) {
			return 0 === strpos( $query, 'INSERT IGNORE' ) ? 'SELECT nothing FROM nowhere' : $query;
		};
		$body  = $this->event();
		add_filter( 'query', $break );
		$wpdb->suppress_errors( true );

		$first = $this->send( $body );

		$wpdb->suppress_errors( false );
		remove_filter( 'query', $break );
		$this->assertSame( array(), $this->told );
		$this->assertSame( array( 500, 200 ), array( $first, $this->send( $body ) ) );
	}
}
