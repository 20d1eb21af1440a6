<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Admin\ModelNames;
use Aigw\Admin\SettingsPage;
use Aigw\Admin\SiteHealth;
use Aigw\Cli\Actions;
use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Diagnosis;
use Aigw\Jwt;
use Aigw\Settings;

/**
 * Settings page, Site Health, commands, uninstall.
 */
final class AdminTest extends CoreCase {

	public function test_saving_a_code_connects_and_leaves_no_option_with_the_code(): void {
		wp_set_current_user( 1 );
		SettingsPage::settings();

		update_option( SettingsPage::CODE, ConnectCode::make( array( 'url' => 'http://gateway.test:8480', 'tenant' => 'demo', 'secret' => 'hush-hush' ) ) );

		$this->assertTrue( Connection::current()->can_mint() );
		$this->assertFalse( get_option( SettingsPage::CODE ) );
	}

	public function test_the_list_of_plugins_names_the_next_step_until_it_is_done(): void {
		$say = static function ( int $user, string $screen ): string {
			wp_set_current_user( $user );
			set_current_screen( $screen );
			ob_start();
			SettingsPage::next_step();
			return (string) ob_get_clean();
		};

		$this->assertStringContainsString( 'page=aigw', $say( 1, 'plugins' ) );
		$this->assertSame( array( '', '' ), array( $say( 0, 'plugins' ), $say( 1, 'dashboard' ) ) );
		$this->connect();
		$this->assertSame( '', $say( 1, 'plugins' ) );
	}

	public function test_the_page_never_shows_the_credential(): void {
		wp_set_current_user( 1 );
		$this->connect( 'hush-hush-secret' );
		set_current_screen( 'settings_page_aigw' );
		SettingsPage::settings();
		ob_start();
		SettingsPage::show();
		$html = ob_get_clean();

		$this->assertStringContainsString( 'http://gateway.test:8480', $html );
		$this->assertStringNotContainsString( 'hush-hush', $html . wp_json_encode( SiteHealth::facts( array() ) ) );
	}

	public function test_a_fixed_connection_locks_the_field_and_a_fixed_value_its_own(): void {
		wp_set_current_user( 1 );
		putenv( 'AIGW_CONNECT=' . ConnectCode::make( array( 'url' => 'https://fixed.test', 'key' => 'k' ) ) );
		putenv( 'AIGW_FRONT_TIMEOUT=1.5' );
		set_current_screen( 'settings_page_aigw' );
		SettingsPage::settings();
		Settings::save( array( 'front_timeout' => 9, 'admin_timeout' => 9 ) );
		SettingsPage::take_code( ConnectCode::make( array( 'url' => 'https://other.test', 'key' => 'k' ) ) );
		ob_start();
		SettingsPage::show();
		$html = ob_get_clean();

		$this->assertSame( array( 1.5, 9.0 ), array( Settings::get( 'front_timeout' ), Settings::get( 'admin_timeout' ) ) );
		$this->assertStringNotContainsString( 'name="aigw_connect_code"', $html );
		$this->assertStringContainsString( 'AIGW_FRONT_TIMEOUT', $html );
		$this->assertSame( 'https://fixed.test', Connection::current()->url() );
		$this->assertSame( array(), Aigw\Credentials::load() );
	}

	public function test_models_are_suggested_that_answer_with_text_and_only_to_whoever_may_manage(): void {
		$row = static function ( string $id, array $gives ): array {
			return array( 'id' => $id, 'architecture' => array( 'output_modalities' => $gives ) );
		};

		$this->assertSame( array( 'a', 'b', 'c' ), ModelNames::of( array( 'data' => array( $row( 'b', array( 'text' ) ), $row( 'dall-e', array( 'image' ) ), array( 'id' => 'c' ), 'nonsense', $row( 'a', array( 'image', 'text' ) ), $row( 'b', array( 'text' ) ) ) ) ) );
		$this->assertSame( array(), ModelNames::of( array( 'error' => 'nothing' ) ) );
		$this->assertSame( 10, has_action( 'wp_ajax_aigw_models', array( ModelNames::class, 'answer' ) ) );
		$this->assertFalse( has_action( 'wp_ajax_nopriv_aigw_models' ) );
	}

	public function test_numbers_stay_within_their_range(): void {
		Settings::save( array( 'front_timeout' => 9999, 'visitor_rpm' => -3, 'log_level' => 'everything', 'unknown' => 1 ) );

		$this->assertSame( array( 10.0, 0, 'error' ), array( Settings::get( 'front_timeout' ), Settings::get( 'visitor_rpm' ), Settings::get( 'log_level' ) ) );
		$this->assertArrayNotHasKey( 'unknown', get_option( 'aigw_settings' ) );
	}

	public function test_no_and_off_are_words_for_false(): void {
		$values = array( 'yes', 'on', '1', true, 'no', 'off', '0', false );

		$clean = array_map(
			static function ( $value ) {
				return Settings::clean( 'stream', $value );
			},
			$values
		);

		$this->assertSame( array( true, true, true, true, false, false, false, false ), $clean );
	}

	public function test_the_diagnosis_ends_where_nothing_listens(): void {
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		$place  = stream_socket_get_name( $socket, false );
		fclose( $socket );

		$steps = Diagnosis::run( Connection::of( array( 'url' => 'http://' . $place, 'kind' => 'key', 'credential' => 'k' ) ) );

		$last = end( $steps );
		$this->assertSame( array( 'connect', 'fail' ), array( $last['hop'], $last['state'] ) );
		$this->assertStringContainsString( 'firewall', $last['text'] );
	}

	public function test_the_diagnosis_tells_a_refused_credential_from_a_dead_gateway(): void {
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		$this->play(
			static function () {
				return array( 401, array( 'error' => array( 'code' => 'invalid_token', 'message' => 'no' ) ) );
			}
		);

		$steps = Diagnosis::run( Connection::of( array( 'url' => 'http://' . stream_socket_get_name( $socket, false ), 'kind' => 'key', 'credential' => 'k' ) ) );

		fclose( $socket );
		$this->assertSame( array( 'settings', 'dns', 'connect', 'http', 'token' ), array_column( $steps, 'hop' ) );
		$this->assertFalse( Diagnosis::passed( $steps ) );
	}

	public function test_site_health_calls_lost_salts_critical(): void {
		$this->connect();
		$good = SiteHealth::connection()['status'];
		add_filter(
			'salt',
			static function ( $salt ) {
				return $salt . 'x';
			}
		);

		$this->assertSame( array( 'good', 'critical' ), array( $good, SiteHealth::connection()['status'] ) );
	}

	public function test_rotate_without_a_code_asks_the_gateway_and_asks_the_same_again_after_a_lost_answer(): void {
		$this->connect( 'old-secret-of-this-site' );
		$sent = array();
		$this->answer(
			static function ( $args, $url ) use ( &$sent ) {
				$sent[] = array( wp_parse_url( $url, PHP_URL_PATH ), json_decode( $args['body'], true )['request_id'], Jwt::claims( substr( $args['headers']['authorization'], 7 ) )['scope'] );
				if ( count( $sent ) <= 2 ) {
					return new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out' );
				}
				return array( 'headers' => array(), 'response' => array( 'code' => 200, 'message' => 'OK' ), 'cookies' => array(), 'filename' => null, 'body' => '{"tenant":"demo","secret":"new-secret","repeated":true}' );
			}
		);

		$lost  = Actions::rotate( '' );
		$still = Credentials::load()['current']['credential'];
		$done  = Actions::rotate( '' );

		$this->assertSame( 'aigw_timeout', $lost->get_error_code() );
		$this->assertSame( 'old-secret-of-this-site', $still );
		$this->assertIsString( $done );
		$this->assertSame( 'new-secret', Credentials::load()['current']['credential'] );
		$this->assertSame( 'old-secret-of-this-site', Credentials::load()['previous']['credential'] );
		$this->assertCount( 3, $sent );
		$this->assertCount( 1, array_unique( array_column( $sent, 1 ) ), 'the same id' );
		$this->assertSame( array( '/api/v1/credentials/rotate', 'credentials' ), array( $sent[2][0], $sent[2][2] ) );
		$this->assertFalse( get_option( 'aigw_rotation' ) );
	}

	public function test_rotate_without_a_code_needs_a_secret(): void {
		Credentials::store( array( 'url' => 'http://gateway.test:8480', 'tenant' => '', 'kind' => 'key', 'credential' => 'aigw_sk_1' ) );

		$this->assertSame( 'aigw_no_secret', Actions::rotate( '' )->get_error_code() );
	}

	public function test_rotate_keeps_the_old_credential_where_the_new_one_does_not_work(): void {
		$this->connect( 'old-secret' );
		$this->play(
			static function () {
				return array( 401, array( 'error' => array( 'code' => 'invalid_token' ) ) );
			}
		);
		$before = Connection::current()->fingerprint();
		$code   = ConnectCode::make( array( 'url' => 'http://gateway.test:8480', 'tenant' => 'demo', 'secret' => 'new-secret' ) );

		$refused = Actions::rotate( $code );
		$same    = Connection::current()->fingerprint();
		$forced  = Actions::rotate( $code, false, true );

		$this->assertSame( array( 'invalid_token', $before ), array( $refused->get_error_code(), $same ) );
		$this->assertIsString( $forced );
		$this->assertNotNull( Connection::current()->alternate() );
	}

	public function test_commands_list_models_and_usage(): void {
		$this->connect();
		$this->play(
			static function ( $args, $url ) {
				return strpos( $url, 'usage' ) ? array( 200, array( 'rows' => array( array( 'day' => '2026-11-24', 'requests' => 2 ) ) ) ) : array( 200, array( 'data' => array( array( 'id' => 'm1', 'owned_by' => 'o' ) ) ) );
			}
		);

		$this->assertSame( array( array( 'id' => 'm1', 'owned_by' => 'o' ) ), Actions::models() );
		$this->assertSame( 2, Actions::usage( array( 'from' => '2026-11-01', 'to' => '2026-11-24' ) )[0]['requests'] );
		$this->assertSame( 'aigw_bad_day', Actions::usage( array( 'from' => 'yesterday' ) )->get_error_code() );
	}

	public function test_a_visitor_is_another_one_for_each_household_and_says_nothing_of_the_address(): void {
		$ids = array();
		foreach ( array( '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1', '192.0.2.1', '::ffff:192.0.2.1', 'nonsense' ) as $ip ) {
			$_SERVER['REMOTE_ADDR'] = $ip;
			$ids[]                  = Aigw\Attribution::visitor();
		}
		$_SERVER['REMOTE_ADDR'] = '127.0.0.1';

		$this->assertSame( $ids[0], $ids[1] );
		$this->assertNotSame( $ids[0], $ids[2] );
		$this->assertSame( $ids[3], $ids[4] );
		$this->assertSame( '', $ids[5] );
	}

	public function test_site_health_says_when_all_visitors_of_a_proxy_look_like_one(): void {
		wp_set_current_user( 1 );
		$this->connect();
		$seen = static function ( array $server ): string {
			$before  = $_SERVER;
			$_SERVER = $server + $before;
			$result  = SiteHealth::connection();
			$_SERVER = $before;
			return $result['status'];
		};

		$this->assertSame( 'recommended', $seen( array( 'REMOTE_ADDR' => '10.0.0.2', 'HTTP_X_FORWARDED_FOR' => '203.0.113.9, 10.0.0.2' ) ) );
		$this->assertSame( 'recommended', $seen( array( 'REMOTE_ADDR' => '9.9.9.9', 'HTTP_CF_CONNECTING_IP' => '203.0.113.9' ) ) );
		$this->assertSame( 'good', $seen( array( 'REMOTE_ADDR' => '203.0.113.9', 'HTTP_CF_CONNECTING_IP' => '203.0.113.9' ) ) );
		$this->assertSame( 'good', $seen( array( 'REMOTE_ADDR' => '9.9.9.9', 'HTTP_X_FORWARDED_FOR' => 'whatever a visitor says' ) ) );
		add_filter( 'aigw_visitor_ip', '__return_empty_string' );
		$this->assertSame( 'good', $seen( array( 'REMOTE_ADDR' => '10.0.0.2', 'HTTP_X_FORWARDED_FOR' => '203.0.113.9' ) ) );
	}

	public function test_an_update_gives_no_role_back_what_was_taken_from_it(): void {
		Aigw\Capabilities::grant_once();
		get_role( 'editor' )->remove_cap( 'aigw_use' );
		update_option( Aigw\Capabilities::MARK, '0.0.9' );

		Aigw\Capabilities::grant_once();

		$this->assertFalse( get_role( 'editor' )->has_cap( 'aigw_use' ) );
		$this->assertSame( AIGW_VERSION, get_option( Aigw\Capabilities::MARK ) );
	}

	public function test_uninstall_leaves_nothing(): void {
		global $wpdb;
		$this->connect();
		Settings::save( array( 'answer_ttl' => 5 ) );
		set_transient( 'aigw_answer_x', 'y', 60 );
		aigw_chat_async( 'Tell' );
		Aigw\Lock::take( 'x', 60 );
		Aigw\Circuit::note( Aigw\Gateway::error( 'aigw_timeout', '' ) );
		update_user_meta( 1, 'aigw_seen', 1 );
		$user = wp_insert_user( array( 'user_login' => 'single', 'user_pass' => wp_generate_password(), 'role' => 'subscriber' ) );
		get_user_by( 'id', $user )->add_cap( 'aigw_use' );
		wp_schedule_single_event( time() + 60, 'aigw_refresh_answer', array( array(), 'x' ) );
		if ( is_multisite() ) { // Another network of the same installation.
			$wpdb->insert( $wpdb->sitemeta, array( 'site_id' => 77, 'meta_key' => 'aigw_network', 'meta_value' => 'x' ) );
		}
		if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
			define( 'WP_UNINSTALL_PLUGIN', 'aigw/aigw.php' );
		}

		require AIGW_DIR . '/uninstall.php';

		$this->assertSame( array(), $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%aigw%'" ) );
		$this->assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE meta_key LIKE '%aigw%'" ) );
		$this->assertFalse( get_role( 'administrator' )->has_cap( 'aigw_manage' ) );
		$this->assertSame( array( 'subscriber' => true ), get_user_meta( $user, $wpdb->prefix . 'capabilities', true ) );
		$this->assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_type LIKE '%aigw%'" ) );
		$this->assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->postmeta} WHERE meta_key LIKE '%aigw%'" ) );
		if ( is_multisite() ) {
			$this->assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->sitemeta} WHERE meta_key LIKE '%aigw%'" ) );
		}
		$this->assertStringNotContainsString( 'aigw', wp_json_encode( array( get_option( 'cron' ), get_option( $wpdb->prefix . 'user_roles' ) ) ) );
	}
}
