<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Answers;
use Aigw\Attribution;
use Aigw\Gateway;
use Aigw\Limits;
use Aigw\Messages;
use Aigw\Reach;
use Aigw\Settings;

/**
 * What a reviewer looked for: limits that are passed by, waits that add up, words that break.
 */
final class HardeningTest extends CoreCase {

	public function test_a_limit_holds_for_a_role_whose_name_cannot_travel_as_it_is(): void {
		Settings::save( array( 'role_limits' => array( 'Team Lead' => array( 'rpm' => 3 ), 'редактор' => array( 'rpm' => 4 ), 'автор' => array( 'rpm' => 5 ) ) ) );
		$limit = static function ( string $role ): array {
			$who = Attribution::of( array( 'role' => $role ) );
			return array( Limits::claims( $who )['limits']['role']['rpm'] ?? 0, $who->claims()['role'] ?? '' );
		};

		$this->assertSame( array( 3, 'Team-Lead' ), $limit( 'Team Lead' ) );
		$this->assertSame( array( 4, 5 ), array( $limit( 'редактор' )[0], $limit( 'автор' )[0] ) );
		$this->assertMatchesRegularExpression( '/^[A-Za-z0-9._:@\/-]{1,64}$/', $limit( 'автор' )[1] );
		$this->assertNotSame( $limit( 'редактор' )[1], $limit( 'автор' )[1] );
	}

	public function test_long_words_of_the_gateway_are_cut_between_characters(): void {
		$error = Answers::read( array( 'response' => array( 'code' => 400 ), 'headers' => array(), 'body' => wp_json_encode( array( 'error' => array( 'code' => 'bad_request', 'message' => 'x' . str_repeat( 'ü', 600 ) ) ) ) ) );

		$this->assertStringContainsString( 'üüü', esc_html( $error->get_error_message() ) );
		$this->assertSame( 600, mb_strlen( $error->get_error_message() ) );
	}

	public function test_both_credentials_of_a_rotation_share_the_time_that_a_call_may_take(): void {
		$this->connect( 'first-secret-of-thirty-two-bytes!' );
		$this->connect( 'second-secret-of-thirty-two-byte!' );
		$this->play(
			static function () {
				usleep( 300000 );
				return array( 401, array( 'error' => 'invalid_token' ) );
			}
		);

		( new Gateway() )->get( '/v1/models', array(), 1.0 );

		$this->assertCount( 2, $this->sent );
		$this->assertLessThan( 0.75, (float) $this->sent[1]['timeout'] );
		$this->sent = array();

		( new Gateway() )->get( '/v1/models', array(), 0.2 );

		$this->assertCount( 1, $this->sent, 'Nothing is left for a second attempt.' );
	}

	public function test_both_share_it_in_cores_client_too(): void {
		if ( ! Aigw\AiClient\Registration::possible() ) {
			$this->markTestSkipped( 'This WordPress has no AI client.' );
		}
		$this->connect( 'first-secret-of-thirty-two-bytes!' );
		$this->connect( 'second-secret-of-thirty-two-byte!' );
		WordPress\AiClient\AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new Aigw\AiClient\Authentication() );
		$this->play(
			static function () {
				usleep( 400000 );
				return array( 401, array( 'error' => array( 'code' => 'invalid_token', 'message' => 'No.' ) ) );
			}
		);

		WordPress\AiClient\AiClient::defaultRegistry()->isProviderConfigured( 'aigw' );

		$this->assertCount( 2, $this->sent );
		$this->assertLessThan( 1.7, (float) $this->sent[1]['timeout'] );
	}

	public function test_less_than_a_second_is_less_than_a_second(): void {
		$deaf = stream_socket_server( 'tcp://127.0.0.1:0' ); // Takes connections, never answers.
		$url  = 'http://' . stream_socket_get_name( $deaf, false );
		Aigw\Network::vouch( $url );
		Aigw\Credentials::store( array( 'url' => $url, 'tenant' => 'demo', 'kind' => 'key', 'credential' => 'k' ) );
		$began = microtime( true );

		$error = ( new Gateway() )->get( '/v1/models', array(), 0.2 );

		$this->assertSame( 'aigw_timeout', $error->get_error_code() );
		$this->assertLessThan( 0.8, microtime( true ) - $began );
	}

	public function test_who_manages_learns_what_the_gateway_found_wrong_with_a_token(): void {
		foreach ( array( 'body_not_allowed' => 'made for another request', 'secret_changed' => 'no longer the newest' ) as $code => $words ) {
			$error = Answers::read( array( 'response' => array( 'code' => 401 ), 'headers' => array(), 'body' => wp_json_encode( array( 'error' => $code, 'detail' => 'In its own words.' ) ) ) );

			$this->assertSame( $code, $error->get_error_code() );
			$this->assertStringContainsString( $words, Messages::for( $error, true ) );
			$this->assertStringContainsString( 'In its own words.', Messages::for( $error, true ) );
			$this->assertStringContainsString( '[' . $code . ']', Messages::for( $error, true ) );
			$this->assertStringNotContainsString( 'token', Messages::for( $error, false ) );
			$this->assertStringNotContainsString( $words, Messages::for( $error, false ) );
			$this->assertSame( 'token', $error->get_error_data()['hop'] );
		}
	}

	public function test_a_credential_before_is_gone_when_its_grace_is_over(): void {
		$this->connect( 'first-secret-of-thirty-two-bytes!' );
		$this->connect( 'second-secret-of-thirty-two-byte!' );
		$this->assertArrayHasKey( 'previous', get_option( 'aigw_credential' ) );
		Aigw\Sweep::daily();
		$this->assertArrayHasKey( 'previous', get_option( 'aigw_credential' ), 'Its grace lasts.' );
		$kept                      = get_option( 'aigw_credential' );
		$kept['previous']['until'] = time() - 1;
		update_option( 'aigw_credential', $kept, false );

		Aigw\Sweep::daily();

		$this->assertArrayNotHasKey( 'previous', get_option( 'aigw_credential' ) );
		$this->assertTrue( Aigw\Connection::current()->can_mint() );
	}

	public function test_a_header_that_a_proxy_repeats_is_no_array_in_words(): void {
		$warned = array();
		set_error_handler(
			static function ( $number, $text ) use ( &$warned ) {
				$warned[] = $text;
				return true;
			}
		);
		$twice = array( 'x-request-id' => array( 'one', 'two' ), 'retry-after' => array( '7', '7' ), 'location' => array( '/api/v1/jobs/7', '/x' ) );

		$error = Answers::read( array( 'response' => array( 'code' => 429 ), 'headers' => $twice, 'body' => '{"error":"rate_limited_minute"}' ) );
		$later = Answers::read( array( 'response' => array( 'code' => 202 ), 'headers' => $twice, 'body' => '' ) );

		restore_error_handler();
		$this->assertSame( array(), $warned );
		$this->assertSame( array( 'one', 7.0 ), array( $error->get_error_data()['request_id'], $error->get_error_data()['retry_after'] ) );
		$this->assertSame( '/api/v1/jobs/7', $later['location'] );
	}

	public function test_nothing_is_translated_for_a_request_that_another_plugin_sends_too_early(): void {
		global $wp_actions;
		putenv( 'AIGW_CONNECT=not a code' );
		$translated = 0;
		add_filter(
			'gettext_aigw',
			static function ( $text ) use ( &$translated ) {
				++$translated;
				return $text;
			}
		);
		$themed = $wp_actions['after_setup_theme'];
		unset( $wp_actions['after_setup_theme'] );

		Reach::ports( array( 443 ), 'updates.example', 'https://updates.example:8443/' );
		Reach::host( false, '10.0.0.1', 'http://10.0.0.1/' );

		$wp_actions['after_setup_theme'] = $themed;
		$this->assertSame( 0, $translated );
		Reach::ports( array( 443 ), 'updates.example', 'https://updates.example:8443/' );
		$this->assertGreaterThan( 0, $translated, 'Later it is looked at.' );
	}

	public function test_a_number_is_read_as_people_write_it_and_no_limit_gets_lost(): void {
		$whole = static function ( string $typed ) {
			return Limits::clean( array( 'rpd' => $typed ) )['rpd'] ?? null;
		};
		$money = static function ( string $typed ) {
			return Limits::clean( array( 'usd_day' => $typed ) )['usd_day'] ?? null;
		};

		$this->assertSame( array( 1000, 1000, 1000, 1000000, 12 ), array_map( $whole, array( '1,000', '1.000', "1\u{00A0}000", '1,000,000', '12' ) ) );
		$this->assertSame( array( 2.5, 0.05, 1000.5, 1000.5, 5.0, 2000000.0 / 2 ), array_map( $money, array( '2,5', '0.05', '1,000.50', '1.000,50', '$5', '1 000 000' ) ) );
		$this->assertSame( array( null, null, null ), array_map( $whole, array( '', '0', 'many' ) ) );
	}

	public function test_a_site_whose_name_has_umlauts_is_the_site_that_browsers_name(): void {
		add_filter(
			'home_url',
			static function () {
				return 'https://müller.example';
			}
		);
		$_SERVER['HTTP_ORIGIN'] = 'https://xn--mller-kva.example';

		$origin = Aigw\Stream\SameSite::origin();

		unset( $_SERVER['HTTP_ORIGIN'] );
		$_SERVER['HTTP_REFERER'] = 'https://' . str_repeat( 'ü', 200 ) . '.example/';
		$strange                 = Aigw\Stream\SameSite::origin();
		unset( $_SERVER['HTTP_REFERER'] );
		$this->assertSame( array( 'https://xn--mller-kva.example', '' ), array( $origin, $strange ) );
	}
}
