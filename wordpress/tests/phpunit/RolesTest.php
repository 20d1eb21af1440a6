<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Admin\SettingsPage;
use Aigw\Admin\SiteHealth;
use Aigw\Admin\TestButton;
use Aigw\AiClient\Authentication;
use Aigw\AiClient\Registration;
use Aigw\Stream\Sealed;
use Aigw\Usage\LimitsPage;
use Aigw\Usage\OthersPage;
use Aigw\Usage\Page;

/**
 * Costs and causes for who manages the gateway, and for nobody else.
 */
final class RolesTest extends CoreCase {

	/** What must not be seen: cause, amounts, request id, address. */
	const SECRET = '/3\.20|req-77|gateway\.test|budget of|upstream-7|\$|usd/i';

	public function roles(): array {
		return array( 'visitor' => array( '' ), 'subscriber' => array( 'subscriber' ), 'editor' => array( 'editor' ), 'administrator' => array( 'administrator' ) );
	}

	protected function setUp(): void {
		parent::setUp();
		$this->connect( 'secret of ' . $this->getName() );
		$_SERVER['REMOTE_ADDR'] = '198.51.100.' . wp_rand( 1, 250 );
	}

	protected function tearDown(): void {
		parent::tearDown();
		unset( $_SERVER['HTTP_ORIGIN'] );
		$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
	}

	private function am( string $role ): void {
		wp_set_current_user( '' === $role ? 0 : wp_insert_user( array( 'user_login' => 'r' . wp_rand(), 'user_pass' => 'x', 'role' => $role ) ) );
	}

	private function fails(): void {
		$this->play(
			static function ( $args, $url ) {
				return strpos( $url, '/v1/models' ) ? array( 200, array( 'data' => array( array( 'id' => 'm' ) ) ) ) : array( 502, array( 'error' => array( 'code' => 'provider_error', 'message' => 'upstream-7 said: budget of $3.20' ), 'request_id' => 'req-77' ), array( 'x-request-id' => 'req-77' ) );
			}
		);
	}

	private function sees( bool $manages, string $text ): void {
		$this->assertSame( $manages ? 1 : 0, preg_match( self::SECRET, $text ), $text );
	}

	private function ask(): WP_REST_Response {
		$url                    = wp_parse_url( home_url() );
		$_SERVER['HTTP_ORIGIN'] = $url['scheme'] . '://' . $url['host'] . ':' . ( $url['port'] ?? 80 );
		$request                = new WP_REST_Request( 'POST', '/aigw/v1/ask' );
		$request->set_body_params( array( 'config' => Sealed::seal( array( 'prompt' => 'Hi', 'question' => false ) ), 'id' => 'aaaabbbbcccc' ) );
		return rest_do_request( $request );
	}

	/** @dataProvider roles */
	public function test_why_a_call_failed( string $role ): void {
		$this->am( $role );
		$this->fails();

		$this->sees( 'administrator' === $role, aigw_chat( 'Hi' ) );
		$this->sees( 'administrator' === $role, do_shortcode( '[aigw]Hi[/aigw]' ) );
		$this->sees( 'administrator' === $role, wp_json_encode( $this->ask()->get_data() ) );
	}

	/** @dataProvider roles */
	public function test_why_a_call_of_cores_client_failed( string $role ): void {
		if ( ! Registration::possible() ) {
			$this->markTestSkipped( 'This WordPress has no AI client.' );
		}
		$this->am( $role );
		$this->fails();
		WordPress\AiClient\AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new Authentication() );

		$error = wp_ai_client_prompt( 'Hi' )->using_provider( 'aigw' )->generate_text();

		$this->sees( 'administrator' === $role, $error->get_error_message() );
		$this->assertSame( 502, $error->get_error_data()['status'] ?? 502 );
	}

	/** @dataProvider roles */
	public function test_what_an_answer_cost( string $role ): void {
		$this->am( $role );
		$this->play(
			function () {
				return $this->said( 'Fine.' );
			}
		);

		$html = aigw_chat( 'Hi' ) . do_shortcode( '[aigw]Hi[/aigw]' ) . wp_json_encode( $this->ask()->get_data() );

		$this->assertStringContainsString( 'Fine.', $html );
		$this->assertDoesNotMatchRegularExpression( '/0\.001|cost|request/i', $html ); // Nobody reads that beside an answer.
	}

	/** @dataProvider roles */
	public function test_the_pages( string $role ): void {
		$this->am( $role );
		$this->fails();
		set_current_screen( 'dashboard' );
		$shown = '';
		foreach ( array( Page::class, LimitsPage::class, OthersPage::class, SettingsPage::class ) as $page ) {
			ob_start();
			try {
				$page::show();
			} catch ( RuntimeException $died ) {
				unset( $died );
			}
			$shown .= ob_get_clean();
		}

		$this->assertSame( 'administrator' === $role, '' !== $shown );
		$this->assertSame( 'administrator' === $role, current_user_can( 'aigw_manage' ) );
		$this->assertSame( in_array( $role, array( 'administrator', 'editor' ), true ), current_user_can( 'aigw_use' ) );
	}

	/** @dataProvider roles */
	public function test_the_test_button_and_the_health_route( string $role ): void {
		$this->am( $role );
		$this->fails();
		add_filter( 'wp_doing_ajax', '__return_true' );
		add_filter(
			'wp_die_ajax_handler',
			static function () {
				return static function () {
					throw new RuntimeException( 'died' );
				};
			}
		);
		$_REQUEST['_ajax_nonce'] = wp_create_nonce( TestButton::ACTION );
		ob_start();
		try {
			do_action( 'wp_ajax_' . TestButton::ACTION );
		} catch ( RuntimeException $died ) {
			unset( $died );
		}
		$said = (string) ob_get_clean();
		unset( $_REQUEST['_ajax_nonce'] );

		$this->assertSame( 'administrator' === $role, true === ( json_decode( $said, true )['success'] ?? false ), $said );
		// On a network Site Health is for whoever runs the network.
		$this->assertSame( 'administrator' === $role && ! is_multisite() ? 200 : ( '' === $role ? 401 : 403 ), rest_do_request( new WP_REST_Request( 'GET', '/aigw/v1/health' ) )->get_status() );
	}

	/** @dataProvider roles */
	public function test_site_health_tells_that_something_is_wrong_but_the_cause_only_to_who_manages( string $role ): void {
		$this->am( $role );
		$this->play(
			static function () {
				return new WP_Error( 'http_request_failed', 'cURL error 6: Could not resolve host: gateway.test' );
			}
		);

		$result = SiteHealth::gateway();

		$this->assertSame( 'critical', $result['status'] );
		$this->sees( 'administrator' === $role, $result['description'] . SiteHealth::connection()['description'] );
	}

	public function test_a_shortcode_of_an_author_who_may_not_use_ai_asks_nothing(): void {
		$this->play(
			function () {
				return $this->said( 'Paid.' );
			}
		);
		$show = static function ( string $role ): string {
			$author          = wp_insert_user( array( 'user_login' => 'a' . wp_rand(), 'user_pass' => 'x', 'role' => $role ) );
			$GLOBALS['post'] = get_post( wp_insert_post( array( 'post_author' => $author, 'post_status' => 'publish', 'post_title' => 'x', 'post_content' => '[aigw]Spend[/aigw]' ) ) );
			$html            = apply_filters( 'the_content', $GLOBALS['post']->post_content );
			unset( $GLOBALS['post'] );
			return $html;
		};

		$author = $show( 'author' );
		$editor = $show( 'editor' );

		$this->assertStringNotContainsString( 'Paid.', $author );
		$this->assertStringContainsString( 'Paid.', $editor );
		$this->assertCount( 1, $this->sent );
	}
}
