<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Admin\NetworkPage;
use Aigw\Admin\SettingsPage;
use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Diagnosis;
use Aigw\Gateway;
use Aigw\Reach;

/**
 * Who manages one site of a network reaches nothing by the gateway's address that only the server can reach.
 */
final class NeighboursTest extends CoreCase {

	const INSIDE = 'http://10.9.8.7:6379';

	protected function setUp(): void {
		parent::setUp();
		if ( ! is_multisite() ) {
			$this->markTestSkipped( 'This WordPress is not a multisite.' );
		}
		delete_site_option( 'aigw_network' );
		Credentials::forget( true );
		Aigw\Capabilities::grant();
		$GLOBALS['wp_settings_errors'] = array();
	}

	private function site_admin(): int {
		return (int) wp_insert_user( array( 'user_login' => 'admin' . wp_rand(), 'user_pass' => wp_generate_password(), 'role' => 'administrator' ) );
	}

	private function code( string $url ): string {
		return ConnectCode::make( array( 'url' => $url, 'key' => 'k' ) );
	}

	public function test_a_site_cannot_be_connected_to_a_private_address_by_its_own_administrator(): void {
		wp_set_current_user( $this->site_admin() );

		SettingsPage::take_code( $this->code( self::INSIDE ) );

		$this->assertSame( array(), Credentials::load( false ) );
		$this->assertStringContainsString( 'network', get_settings_errors( SettingsPage::CODE )[0]['message'] );
	}

	public function test_it_can_be_connected_to_a_public_one_on_any_port(): void {
		wp_set_current_user( $this->site_admin() );

		SettingsPage::take_code( $this->code( 'https://9.9.9.9:8443' ) );

		$this->assertSame( 'https://9.9.9.9:8443', Connection::current()->url() );
		$this->assertContains( 8443, Reach::ports( array( 443 ), '9.9.9.9', 'https://9.9.9.9:8443/v1' ) );
	}

	public function test_a_name_that_turned_private_later_opens_nothing(): void {
		Credentials::store( array( 'url' => self::INSIDE, 'tenant' => '', 'kind' => 'key', 'credential' => 'k' ) );
		$sent = 0;
		add_filter(
			'http_request_args',
			static function ( $args ) use ( &$sent ) {
				$sent += empty( $args['reject_unsafe_urls'] ) ? 1 : 0;
				return array( 'timeout' => 0.1 ) + $args;
			}
		);

		$this->assertFalse( Reach::host( false, '10.9.8.7', self::INSIDE . '/x' ) );
		$this->assertInstanceOf( WP_Error::class, ( new Gateway() )->get( '/v1/models', array(), 0.1 ) );
		$this->assertSame( 0, $sent );
		$this->assertSame( array( array( 'settings', 'fail' ) ), array_map( null, array_column( Diagnosis::run(), 'hop' ), array_column( Diagnosis::run(), 'state' ) ) );
	}

	public function test_another_port_of_the_sites_own_machine_is_private_too(): void {
		$own = 'http://' . wp_parse_url( home_url(), PHP_URL_HOST ) . ':6379';
		wp_set_current_user( $this->site_admin() );

		SettingsPage::take_code( $this->code( $own ) );

		$this->assertSame( array(), Credentials::load( false ) );
		Credentials::store( array( 'url' => $own, 'tenant' => '', 'kind' => 'key', 'credential' => 'k' ) );
		$this->assertFalse( wp_http_validate_url( $own . '/x' ) );
		$this->assertSame( 'fail', Diagnosis::run()[0]['state'] );
	}

	public function test_the_networks_administrator_may_give_any_address(): void {
		wp_set_current_user( 1 );
		NetworkPage::apply( array( 'site' => get_current_blog_id(), 'site_code' => $this->code( self::INSIDE ) ) );
		$this->assertTrue( Reach::host( false, '10.9.8.7', self::INSIDE . '/x' ) );
		$this->assertTrue( Connection::current()->trusted() );

		wp_set_current_user( $this->site_admin() ); // Who may then replace the credential, not the place.
		SettingsPage::take_code( ConnectCode::make( array( 'url' => self::INSIDE, 'key' => 'k2' ) ) );
		$this->assertSame( 'k2', Connection::current()->bearer() );
		SettingsPage::take_code( $this->code( 'http://10.9.8.7:3306' ) );
		$this->assertSame( self::INSIDE, Connection::current()->url() );
	}

	public function test_a_fixed_credential_goes_to_no_address_that_a_site_chose(): void {
		putenv( 'AIGW_JWT=the.servers.token' );
		wp_set_current_user( $this->site_admin() );
		SettingsPage::take_code( $this->code( 'https://9.9.9.9' ) );

		$this->assertFalse( Connection::current()->configured() );

		wp_set_current_user( 1 );
		SettingsPage::take_code( $this->code( 'https://9.9.9.9' ) );
		$this->assertTrue( Connection::current()->configured() );
	}

	public function test_costs_of_an_account_that_all_sites_share_are_not_for_one_sites_administrator(): void {
		$this->play(
			static function () {
				return array( 200, array( 'rows' => array(), 'totals' => array( 'requests' => 4711, 'cost_usd' => 12.5 ) ) );
			}
		);
		$shown = static function ( int $user ): string {
			wp_set_current_user( $user );
			ob_start();
			Aigw\Usage\Page::show();
			return (string) ob_get_clean();
		};
		putenv( 'AIGW_URL=https://9.9.9.9' );
		putenv( 'AIGW_TENANT=all' );
		putenv( 'AIGW_SECRET=of-all-sites-of-this-network-0000' );

		$site    = $shown( $this->site_admin() );
		$network = $shown( 1 );

		$this->assertStringNotContainsString( '4,711', $site );
		$this->assertStringContainsString( 'share one account', $site );
		$this->assertStringContainsString( '4,711', $network );
	}
}
