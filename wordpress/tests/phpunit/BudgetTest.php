<?php
use Aigw\Attribution;
use Aigw\Budget;
use Aigw\Gateway;

require_once __DIR__ . '/GatewayCase.php';

/**
 * Whose money is spent, and who is stopped.
 */
final class BudgetTest extends GatewayCase {

	/** The gateway refuses for lack of money in a scope. */
	private function refuses( string $whose, string $wait = '7200' ): void {
		$this->answer = function ( $path, $args ) use ( $whose, $wait ) {
			$text = "The {$whose}budget of 1 USD per day (UTC) has no room for this request; it begins anew in $wait s.";
			if ( '/api/v1/chat' === $path ) {
				return array( 402, array( 'error' => 'budget_exceeded', 'detail' => $text, 'request_id' => 'r-9' ), array( 'retry-after' => $wait ) );
			}
			return '/v1/chat/completions' === $path ? array( 402, array( 'error' => array( 'message' => $text, 'code' => 'budget_exceeded' ) ), array( 'retry-after' => $wait ) ) : $this->usual( $path, $args );
		};
	}

	private function chat( string $feature ): WP_Error {
		return ( new Gateway() )->chat( array( 'messages' => array() ), array( 'feature' => $feature ) );
	}

	/** @dataProvider scopes */
	public function test_a_share_that_is_spent_stops_its_next_call_before_the_network_and_no_other( string $scope, string $words ): void {
		$this->refuses( $scope . '\'s ' );
		$this->chat( 'shop' );

		$again = $this->chat( 'shop' );

		$this->assertCount( 1, $this->to( '/api/v1/chat' ) );
		$this->assertSame( array( 'budget_exceeded', true ), array( $again->get_error_code(), $again->get_error_data()['stopped'] ) );
		$this->assertStringContainsString( $words, $again->get_error_message() );
		$other = Attribution::of( array( 'user' => 'u_other', 'feature' => 'blog', 'caller' => 'another', 'role' => 'editor' ) );
		$this->assertSame( '', Budget::spent( $other ) );
	}

	public function scopes(): array {
		return array(
			'user'    => array( 'user', 'The AI budget for you is spent.' ),
			'feature' => array( 'feature', 'The AI budget for this feature is spent.' ),
			'caller'  => array( 'caller', 'The AI budget for this plugin is spent.' ),
			'role'    => array( 'role', 'The AI budget for your role is spent.' ),
		);
	}

	public function test_the_sites_own_budget_stops_everybody(): void {
		$this->refuses( '' );
		$this->chat( 'shop' );

		$this->assertStringContainsString( 'budget of this site', Budget::spent( Attribution::of( array( 'user' => 'u_other' ) ) ) );
	}

	public function test_it_is_remembered_no_longer_than_the_period_lasts(): void {
		$this->refuses( 'user\'s ', '1' );
		$this->chat( 'shop' );
		$name                          = 'aigw_budget_' . Aigw\Connection::current()->fingerprint();
		$kept                          = get_transient( $name );
		$share                         = 'user|' . Attribution::now()->user();
		$this->assertLessThanOrEqual( time() + 1, $kept['shares'][ $share ]['until'] );
		$kept['shares'][ $share ]['until'] = time();
		set_transient( $name, $kept, 60 );

		$this->assertSame( '', Budget::spent( Attribution::now() ) );
	}

	public function test_cores_client_is_stopped_before_the_network_too(): void {
		if ( ! Aigw\AiClient\Registration::possible() ) {
			$this->markTestSkipped( 'This WordPress has no AI client.' );
		}
		WordPress\AiClient\AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new Aigw\AiClient\Authentication() );
		$this->refuses( 'role\'s ' );
		wp_ai_client_prompt( 'Hi' )->generate_text();

		$second = wp_ai_client_prompt( 'Hi' )->generate_text();

		$this->assertSame( 'prompt_prevented', $second->get_error_code() );
		$this->assertStringContainsString( 'for your role is spent', $second->get_error_message() );
		$this->assertCount( 1, $this->to( '/v1/chat/completions' ) );
	}

	public function test_answers_through_wordpress_tell_the_same_caller_as_their_token(): void {
		$this->answer = function ( $path, $args ) {
			return '/api/v1/chat' === $path ? array( 200, array( 'data' => $this->completion( 'x' ) ) ) : $this->usual( $path, $args );
		};
		$told = array();
		add_action(
			'aigw_called',
			static function ( $summary ) use ( &$told ) {
				$told[] = $summary['caller'];
			}
		);

		Aigw\Stream\Asked::text( new Aigw\Stream\Question( array( 'prompt' => 'Hi' ), '' ), 'key-1' );
		do_shortcode( '[aigw]Hi[/aigw]' );

		$sent = $this->to( '/api/v1/chat' );
		$this->assertSame( array( 'aigw', 'aigw' ), $told );
		foreach ( $sent as $request ) {
			$this->assertSame( array( 'aigw', 'aigw' ), array( $request['headers']['x-aigw-caller'], Aigw\Jwt::claims( substr( $request['headers']['authorization'], 7 ) )['caller'] ) );
		}
	}

	public function test_the_connectors_logo_is_found_without_a_notice(): void {
		if ( ! Aigw\AiClient\Registration::possible() ) {
			$this->markTestSkipped( 'This WordPress has no AI client.' );
		}
		$wrong = did_action( 'doing_it_wrong_run' );

		$url = _wp_connectors_resolve_ai_provider_logo_url( Aigw\AiClient\Provider::metadata()->getLogoPath() );

		$this->assertStringEndsWith( '/plugins/aigw/assets/logo.svg', $url );
		$this->assertSame( $wrong, did_action( 'doing_it_wrong_run' ) );
	}
}
