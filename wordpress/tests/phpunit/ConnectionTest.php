<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Jwt;

/**
 * Which gateway counts, and how its credential is kept.
 */
final class ConnectionTest extends CoreCase {

	public function test_reads_a_code_that_a_terminal_broke_into_lines(): void {
		$code = ConnectCode::make( array( 'url' => 'https://ai.example.test/', 'tenant' => 'demo', 'secret' => 's3' ) );

		$parts = ConnectCode::parse( ' ' . substr( $code, 0, 30 ) . "\r\n " . substr( $code, 30 ) . "\n" );

		$this->assertSame( array( 'url' => 'https://ai.example.test', 'tenant' => 'demo', 'kind' => 'secret', 'credential' => 's3' ), $parts );
	}

	public function test_refuses_a_code_with_one_letter_changed(): void {
		$code     = ConnectCode::make( array( 'url' => 'https://ai.example.test', 'key' => 'aigw_sk_1' ) );
		$code[12] = 'A' === $code[12] ? 'B' : 'A';

		$this->assertSame( 'aigw_code_damaged', ConnectCode::parse( $code )->get_error_code() );
	}

	/** @dataProvider bad_urls */
	public function test_refuses_an_address_that_no_gateway_has( string $url ): void {
		$this->assertSame( 'aigw_code_url', ConnectCode::parse( ConnectCode::make( array( 'url' => $url, 'key' => 'k' ) ) )->get_error_code() );
	}

	public function bad_urls(): array {
		return array( array( 'javascript:alert(1)' ), array( 'https://user:pass@host.test' ), array( 'ftp://host.test' ), array( 'https://host.test/?a=b' ), array( 'host.test' ) );
	}

	public function test_never_stores_the_secret_in_the_open_nor_autoloads_it(): void {
		global $wpdb;
		$this->connect( 'very-secret-value' );

		$row = $wpdb->get_row( "SELECT option_value, autoload FROM {$wpdb->options} WHERE option_name = 'aigw_credential'" );

		$this->assertStringNotContainsString( 'very-secret', $row->option_value );
		$this->assertStringNotContainsString( 'gateway.test', $row->option_value );
		$this->assertContains( $row->autoload, array( 'no', 'off' ) );
		$this->assertSame( 'http://gateway.test:8480', Connection::current()->url() );
	}

	public function test_says_in_words_that_the_salts_changed(): void {
		$this->connect();
		add_filter(
			'salt',
			static function ( $salt ) {
				return $salt . 'changed';
			}
		);

		$now = Connection::current();

		$this->assertFalse( $now->configured() );
		$this->assertSame( 'aigw_salts_changed', $now->problem()->get_error_code() );
		$this->assertStringContainsString( 'Paste the connect code again', $now->problem()->get_error_message() );
	}

	public function test_a_key_of_the_owner_survives_changed_salts(): void {
		putenv( 'AIGW_ENCRYPTION_KEY=owner key' );
		$this->connect();
		add_filter(
			'salt',
			static function ( $salt ) {
				return $salt . 'changed';
			}
		);

		$this->assertTrue( Connection::current()->configured() );
	}

	public function test_a_box_changed_in_the_database_is_refused(): void {
		$this->connect();
		$option        = get_option( 'aigw_credential' );
		$bytes         = base64_decode( $option['box'] );
		$bytes[30]     = chr( ord( $bytes[30] ) ^ 1 );
		$option['box'] = base64_encode( $bytes );
		update_option( 'aigw_credential', $option );

		$this->assertNotNull( Connection::current()->problem() );
	}

	public function test_the_environment_wins_over_what_is_stored(): void {
		$this->connect();
		putenv( 'AIGW_CONNECT=' . ConnectCode::make( array( 'url' => 'https://fixed.test', 'key' => 'aigw_sk_fixed' ) ) );

		$now = Connection::current();

		$this->assertSame( array( 'https://fixed.test', 'environment', 'key', 'aigw_sk_fixed' ), array( $now->url(), $now->source(), $now->kind(), $now->bearer( array( 'user' => 'x' ) ) ) );
		$this->assertFalse( $now->can_mint() );
	}

	public function test_a_token_of_the_environment_goes_to_the_stored_address(): void {
		$this->connect();
		$token = Jwt::mint( array( 'sub' => 'other' ), 'k' );
		putenv( 'AIGW_JWT=' . $token );

		$now = Connection::current();

		$this->assertSame( array( 'http://gateway.test:8480', $token, 'other' ), array( $now->url(), $now->bearer(), $now->tenant() ) );
	}

	public function test_a_damaged_code_in_the_environment_is_named(): void {
		putenv( 'AIGW_CONNECT=aigw1_xx_00000000' );

		$this->assertStringContainsString( 'AIGW_CONNECT', Connection::current()->problem()->get_error_message() );
	}

	public function test_mints_a_short_token_with_the_claims_asked_for(): void {
		$this->connect();

		$claims = Jwt::claims( Connection::current()->bearer( array( 'feature' => 'f', 'sub' => 'evil', 'exp' => 9999999999, 'jti' => 'mine' ), 90 ) );

		$this->assertSame( array( 'demo', 'f', 'mine', 90 ), array( $claims['sub'], $claims['feature'], $claims['jti'], $claims['exp'] - $claims['iat'] ) );
	}

	public function test_another_credential_has_another_fingerprint(): void {
		$this->connect( 'one' );
		$one = Connection::current()->fingerprint();
		$this->connect( 'two' );

		$this->assertNotSame( $one, Connection::current()->fingerprint() );
	}

	public function test_forgets_the_one_before_when_its_grace_is_over(): void {
		add_filter( 'aigw_rotation_grace', '__return_zero' );
		$this->connect( 'one' );
		$this->connect( 'two' );

		$this->assertNull( Connection::current()->alternate() );
		$this->assertArrayNotHasKey( 'previous', Credentials::load() );
	}
}
