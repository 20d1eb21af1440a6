<?php
require_once __DIR__ . '/CoreCase.php';
require_once __DIR__ . '/wp-cli-double.php';

use Aigw\ConnectCode;
use Aigw\Connection;

/**
 * The commands, run by a stand-in for WP-CLI (see wp-cli-double.php).
 */
final class CommandsTest extends CoreCase {

	protected function setUp(): void {
		parent::setUp();
		WP_CLI::add_command( 'aigw', Aigw\Cli\Commands::class );
		WP_CLI::$said = array();
	}

	/** Runs a command line; gives its exit status and what it said. */
	private function wp( string ...$words ): array {
		$code = 0;
		try {
			WP_CLI::run( array_merge( array( 'aigw' ), $words ) );
		} catch ( WP_CLI_Exit $end ) {
			$code = $end->getCode();
		}
		return array( $code, implode( "\n", array_column( WP_CLI::$said, 1 ) ) );
	}

	public function test_every_command_has_a_synopsis_that_wp_cli_can_read(): void {
		$known = array();
		foreach ( array( 'status', 'chat', 'usage', 'models', 'rotate' ) as $sub ) {
			list( $short, $parameters ) = WP_CLI::synopsis( 'aigw', $sub );
			$known[ $sub ]              = array_keys( $parameters );
			$comment                    = ( new ReflectionMethod( Aigw\Cli\Commands::class, $sub ) )->getDocComment();
			$this->assertMatchesRegularExpression( '/^[A-Z].+\.$/', $short );
			$this->assertStringContainsString( '## EXAMPLES', $comment );
			foreach ( $parameters as $parameter ) {
				$this->assertTrue( array() === $parameter['options'] || in_array( $parameter['default'], $parameter['options'], true ) );
			}
		}
		$this->assertSame( array( 'status' => array( 'format' ), 'chat' => array( 'prompt', 'model', 'system', 'max-tokens' ), 'usage' => array( 'from', 'to', 'by', 'format' ), 'models' => array( 'format' ), 'rotate' => array( 'code', 'network', 'force' ) ), $known );
	}

	public function test_status_ends_with_1_where_the_way_ends(): void {
		list( $code, $said ) = $this->wp( 'status', '--format=json' );

		$this->assertSame( 1, $code );
		$this->assertStringContainsString( '"state":"fail"', $said );
	}

	public function test_chat_prints_the_answer_and_what_it_cost(): void {
		$this->connect();
		$this->play(
			function () {
				return $this->said( "**Hello**\n<b>" );
			}
		);

		list( $code, $said ) = $this->wp( 'chat', 'Hi', '--model=m1', '--max-tokens=9' );

		$body = json_decode( $this->sent[0]['body'], true );
		$this->assertSame( array( 0, 'm1', 9, 'Hi' ), array( $code, $body['model'], $body['max_tokens'], $body['messages'][0]['content'] ) );
		$this->assertStringContainsString( "**Hello**\n<b>", $said );
		$this->assertStringContainsString( '$0.001', $said );
		$this->assertSame( 60.0, (float) $this->sent[0]['timeout'] );
	}

	public function test_an_error_ends_with_1_and_says_why(): void {
		$this->connect();
		$this->play(
			static function () {
				return array( 404, array( 'error' => 'unknown_model', 'detail' => 'No such model.' ) );
			}
		);

		list( $code, $said ) = $this->wp( 'chat', 'Hi' );

		$this->assertSame( 1, $code );
		$this->assertStringContainsString( 'No such model.', $said );
	}

	public function test_usage_and_models_print_rows(): void {
		$this->connect();
		$this->play(
			static function ( $args, $url ) {
				return strpos( $url, 'usage' ) ? array( 200, array( 'rows' => array( array( 'feature' => 'shop', 'requests' => 2, 'cost_usd' => 0.5 ) ) ) ) : array( 200, array( 'data' => array( array( 'id' => 'm1', 'owned_by' => 'o' ) ) ) );
			}
		);

		list( , $usage )  = $this->wp( 'usage', '--from=2026-11-01', '--by=feature' );
		list( , $models ) = $this->wp( 'models', '--format=json' );

		$this->assertStringContainsString( "feature\trequests\tcost_usd\nshop\t2\t0.5", $usage );
		$this->assertStringContainsString( 'by=feature', $this->sent[0]['url'] );
		$this->assertStringContainsString( '[{"id":"m1","owned_by":"o"}]', $models );
	}

	public function test_rotate_tries_the_new_code_before_it_keeps_it(): void {
		$this->connect( 'old' );
		$works = false;
		$this->play(
			static function () use ( &$works ) {
				return $works ? array( 200, array( 'data' => array() ) ) : array( 401, array( 'error' => array( 'code' => 'invalid_token', 'message' => 'no' ) ) );
			}
		);
		$code   = ConnectCode::make( array( 'url' => 'http://gateway.test:8480', 'tenant' => 'demo', 'secret' => 'new' ) );
		$before = Connection::current()->fingerprint();

		$this->assertSame( 1, $this->wp( 'rotate', $code )[0] );
		$this->assertSame( $before, Connection::current()->fingerprint() );
		$works = true;
		$this->assertSame( 0, $this->wp( 'rotate', $code )[0] );
		$this->assertNotSame( $before, Connection::current()->fingerprint() );
		$this->assertStringNotContainsString( $code, implode( ' ', array_column( WP_CLI::$said, 1 ) ) );
	}

	/** @dataProvider wrong */
	public function test_what_does_not_fit_a_synopsis_is_refused( string ...$words ): void {
		$this->assertSame( 1, $this->wp( ...$words )[0] );
		$this->assertCount( 0, $this->sent );
	}

	public function wrong(): array {
		return array( array( 'chat' ), array( 'chat', 'one', 'two' ), array( 'status', '--format=xml' ), array( 'models', '--what=1' ), array( 'sound', 'x' ), array( 'usage', '--by' ), array( 'nothing' ) );
	}

	public function test_the_plugin_registers_them_where_wp_cli_runs(): void {
		exec( 'AIGW_BED_SITE=' . escapeshellarg( (string) getenv( 'AIGW_BED_SITE' ) ) . ' ' . escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( __DIR__ . '/wp-cli-double.php' ) . ' aigw status --format=json 2>&1', $out, $code );

		$this->assertSame( 1, $code, implode( "\n", $out ) ); // Nothing is connected.
		$this->assertSame( 'settings', json_decode( end( $out ), true )[0]['hop'] );
	}
}
