<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Admin\NetworkPage;
use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;

/**
 * One connection for the network, or a tenant of its own for a site.
 */
final class MultisiteTest extends CoreCase {

	protected function setUp(): void {
		parent::setUp();
		if ( ! is_multisite() ) {
			$this->markTestSkipped( 'This WordPress is not a multisite.' );
		}
		delete_site_option( 'aigw_network' );
		Credentials::forget( true );
	}

	private function code( string $tenant ): string {
		return ConnectCode::make( array( 'url' => 'http://10.1.2.3', 'tenant' => $tenant, 'secret' => 'secret of ' . $tenant ) );
	}

	public function test_a_site_without_a_connection_uses_the_networks(): void {
		$this->assertTrue( NetworkPage::apply( array( 'code' => $this->code( 'net' ) ) ) );

		$this->assertSame( array( 'net', 'network' ), array( Connection::current()->tenant(), Connection::current()->source() ) );
	}

	public function test_a_site_may_have_a_tenant_of_its_own(): void {
		NetworkPage::apply( array( 'code' => $this->code( 'net' ), 'site' => get_current_blog_id(), 'site_code' => $this->code( 'own' ) ) );

		$this->assertSame( array( 'own', 'site' ), array( Connection::current()->tenant(), Connection::current()->source() ) );
	}

	public function test_a_locked_network_leaves_no_site_its_own(): void {
		NetworkPage::apply( array( 'code' => $this->code( 'net' ), 'site' => get_current_blog_id(), 'site_code' => $this->code( 'own' ), 'lock_connection' => '1' ) );

		$this->assertSame( 'net', Connection::current()->tenant() );
	}

	public function test_a_damaged_code_changes_nothing(): void {
		NetworkPage::apply( array( 'code' => $this->code( 'net' ) ) );

		$this->assertInstanceOf( WP_Error::class, NetworkPage::apply( array( 'code' => 'aigw1_x' ) ) );
		$this->assertSame( 'net', Connection::current()->tenant() );
	}

	public function test_the_page_shows_no_secret(): void {
		NetworkPage::apply( array( 'code' => $this->code( 'net' ) ) );
		ob_start();
		NetworkPage::show();

		$this->assertStringNotContainsString( 'secret of', ob_get_clean() );
	}
}
