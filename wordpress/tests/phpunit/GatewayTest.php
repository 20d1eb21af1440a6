<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Gateway;
use Aigw\Messages;
use Aigw\Reach;

/**
 * Calls, failures and rotation.
 */
final class GatewayTest extends CoreCase {

	public function test_a_retry_after_a_time_out_carries_the_same_request_id(): void {
		$this->connect();
		$this->play(
			function () {
				return 1 === count( $this->sent ) ? new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out' ) : $this->said( 'Hi' );
			}
		);

		$answer = ( new Gateway() )->chat( array( 'messages' => array() ), array( 'timeout' => 60.0 ) );

		$ids = array_map(
			static function ( $request ) {
				return json_decode( $request['body'], true )['request_id'];
			},
			$this->sent
		);
		$this->assertCount( 2, $ids );
		$this->assertSame( $ids[0], $ids[1] );
		$this->assertSame( $ids[0], $answer['request_id'] );
	}

	public function test_follows_no_redirect_with_a_credential(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( 'Hi' );
			}
		);
		( new Gateway() )->chat( array( 'messages' => array() ) );

		$this->assertSame( 0, $this->sent[0]['redirection'] );
	}

	public function test_the_credential_before_is_tried_when_the_new_one_is_refused_and_then_first(): void {
		$this->connect( 'old-secret' );
		$this->connect( 'new-secret' );
		$this->play(
			function ( $args ) {
				return $this->signed_with( $args, 'old-secret' ) ? $this->said( 'Hi' ) : array( 401, array( 'error' => 'invalid_token' ) );
			}
		);

		$first  = ( new Gateway() )->chat( array( 'messages' => array() ) );
		$second = ( new Gateway() )->chat( array( 'messages' => array() ) );

		$this->assertIsArray( $first );
		$this->assertIsArray( $second );
		$this->assertCount( 3, $this->sent );
	}

	public function test_the_new_credential_takes_over_when_the_one_before_is_refused(): void {
		$this->connect( 'old-secret' );
		$this->connect( 'new-secret' );
		Aigw\Credentials::prefer_previous( true );
		$this->play(
			function ( $args ) {
				return $this->signed_with( $args, 'new-secret' ) ? $this->said( 'Hi' ) : array( 401, array( 'error' => 'invalid_token' ) );
			}
		);

		$this->assertIsArray( ( new Gateway() )->chat( array( 'messages' => array() ) ) );
		$this->assertFalse( Aigw\Credentials::previous_preferred() );
	}

	/** @dataProvider failures */
	public function test_names_the_hop_that_failed( $answer, string $code, string $hop ): void {
		$this->connect();
		$this->play(
			static function () use ( $answer ) {
				return $answer;
			}
		);

		$error = ( new Gateway() )->get( '/v1/models' );

		$this->assertSame( array( $code, $hop ), array( $error->get_error_code(), $error->get_error_data()['hop'] ) );
	}

	public function failures(): array {
		return array(
			'dns'     => array( new WP_Error( 'http_request_failed', 'cURL error 6: Could not resolve host: x' ), 'aigw_unreachable', 'dns' ),
			'refused' => array( new WP_Error( 'http_request_failed', 'cURL error 7: Failed to connect' ), 'aigw_unreachable', 'connect' ),
			'tls'     => array( new WP_Error( 'http_request_failed', 'cURL error 60: SSL certificate problem' ), 'aigw_unreachable', 'tls' ),
			'slow'    => array( new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out after 2001 ms' ), 'aigw_timeout', 'http' ),
			'html'    => array( array( 200, '<html>Hello</html>' ), 'aigw_bad_answer', 'http' ),
			'moved'   => array( array( 302, '' ), 'aigw_bad_answer', 'http' ),
			'token'   => array( array( 401, array( 'error' => array( 'code' => 'token_expired', 'message' => 'over' ) ) ), 'token_expired', 'token' ),
			'budget'  => array( array( 402, array( 'error' => 'budget_exceeded', 'detail' => 'spent' ) ), 'budget_exceeded', 'budget' ),
			'model'   => array( array( 404, array( 'error' => 'unknown_model' ) ), 'unknown_model', 'model' ),
		);
	}

	public function test_a_visitor_learns_neither_cause_nor_request_id(): void {
		$error = Gateway::error( 'budget_exceeded', 'Spent $3.20 of $3', array( 'request_id' => 'req_1', 'retry_after' => 60 ) );

		$visitor = Messages::for( $error, false );
		$owner   = Messages::for( $error, true );

		$this->assertStringNotContainsString( '3.20', $visitor );
		$this->assertStringNotContainsString( 'req_1', $visitor );
		$this->assertStringContainsString( '3.20', $owner );
		$this->assertStringContainsString( 'req_1', $owner );
	}

	public function test_only_the_configured_scheme_host_and_port_are_let_through(): void {
		Aigw\Network::vouch( 'http://10.1.2.3:8480' );
		Aigw\Credentials::store( array( 'url' => 'http://10.1.2.3:8480', 'tenant' => 'demo', 'kind' => 'secret', 'credential' => 's' ) );

		$this->assertTrue( Reach::is_gateway( 'http://10.1.2.3:8480/v1/models' ) );
		foreach ( array( 'https://10.1.2.3:8480/', 'http://10.1.2.3:8481/', 'http://10.1.2.3/', 'http://10.1.2.34:8480/', 'http://10.1.2.3@127.0.0.1:8480/' ) as $url ) {
			$this->assertFalse( Reach::is_gateway( $url ), $url );
		}
		$this->assertSame( 'http://10.1.2.3:8480/x', wp_http_validate_url( 'http://10.1.2.3:8480/x' ) );
		$this->assertFalse( wp_http_validate_url( 'http://10.1.2.3:8481/x' ) );
	}

	public function test_tells_of_a_call_without_its_words(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( 'the answer' );
			}
		);
		$told = array();
		add_action(
			'aigw_called',
			static function ( $summary ) use ( &$told ) {
				$told = $summary;
			}
		);

		( new Gateway() )->chat( array( 'messages' => array( array( 'role' => 'user', 'content' => 'the question' ) ) ), array( 'feature' => 'f' ) );

		$this->assertSame( array( 'f', 0.001, '' ), array( $told['feature'], $told['cost_usd'], $told['error'] ) );
		$this->assertStringNotContainsString( 'the ', wp_json_encode( $told ) );
	}
}
