<?php
/**
 * Limits, usage page, other plugins.
 *
 * @package Aigw
 */

use Aigw\Attribution;
use Aigw\ClassifAi;
use Aigw\Jwt;
use Aigw\Limits;
use Aigw\Settings;
use Aigw\Usage\LimitsPage;
use Aigw\Usage\Money;
use Aigw\Usage\OthersPage;
use Aigw\Usage\Page;

require_once __DIR__ . '/GatewayCase.php';

/**
 * Limits in tokens, the usage page, and other plugins.
 */
final class LimitsTest extends GatewayCase {

	public function testLimitsOfRoleFeatureAndUserBecomeOneClaim() {
		Settings::save( LimitsPage::read( array(
			'role_limits'    => array( array( 'id' => 'administrator', 'rpm' => '7', 'usd_day' => '0,5' ), array( 'id' => 'editor', 'rpm' => '1' ) ),
			'feature_limits' => array( array( 'id' => 'shortcode', 'rpd' => '9' ), array( 'id' => '', 'rpd' => '1' ) ),
			'user_limits'    => array( array( 'id' => '', 'concurrent' => '2' ) ),
		) ) );

		$claims = Limits::claims( Attribution::now( 'shortcode' ) );

		$this->assertEquals( array( 'user' => array( 'concurrent' => 2 ), 'role' => array( 'rpm' => 7, 'usd_day' => 0.5 ), 'feature' => array( 'rpd' => 9 ) ), $claims['limits'] );
	}

	public function testWhatIsNoNumberIsNamedAndLeavesTheLimitAsItWas() {
		Settings::save( array( 'visitor_rpm' => 7, 'role_limits' => array( 'editor' => array( 'rpm' => 3, 'rpd' => 9 ) ) ) );
		$post = array(
			'visitor_rpm' => 'a few',
			'visitor_rpd' => '1,000',
			'role_limits' => array( array( 'id' => 'editor', 'rpm' => 'many', 'rpd' => '12', 'usd_day' => '-1' ), array( 'id' => 'author', 'tpm' => array( 'x' ) ) ),
			'user_limits' => array( array( 'id' => '', 'concurrent' => '' ) ),
		);

		$bad = LimitsPage::problems( $post );
		Settings::save( LimitsPage::read( $post ) );

		$this->assertCount( 4, $bad );
		$this->assertStringContainsString( 'Each visitor, Calls a minute: "a few"', $bad[0] );
		$this->assertStringContainsString( 'editor, Calls a minute: "many"', $bad[1] );
		$this->assertStringContainsString( 'editor, $ a day: "-1"', $bad[2] );
		$this->assertSame( array( 7, 1000 ), array( Settings::get( 'visitor_rpm' ), Settings::get( 'visitor_rpd' ) ) );
		$this->assertEquals( array( 'editor' => array( 'rpm' => 3, 'rpd' => 12 ) ), Settings::get( 'role_limits' ) );
	}

	public function testAVisitorIsLimitedWithoutAnySetting() {
		wp_set_current_user( 0 );
		$_SERVER['REMOTE_ADDR'] = '192.0.2.7';

		$claims = Limits::claims( Attribution::now() );

		$this->assertEquals( array( 'rpm' => 5, 'rpd' => 50, 'usd_day' => 0.05 ), $claims['limits']['user'] );
	}

	public function testTheTokenOfTheOwnClientCarriesTheLimits() {
		Settings::save( array( 'role_limits' => array( 'administrator' => array( 'rpm' => '3' ) ) ) );
		$this->answer = function ( $path, $args ) {
			return '/api/v1/chat' === $path ? array( 200, array( 'data' => $this->completion( 'x' ) ) ) : $this->usual( $path, $args );
		};

		( new Aigw\Gateway() )->chat( array( 'messages' => array() ) );

		$this->assertSame( 3, Jwt::claims( substr( $this->to( '/api/v1/chat' )[0]['headers']['authorization'], 7 ) )['limits']['role']['rpm'] );
	}

	public function testAmountsHaveTheDigitsThatTellSomething() {
		$this->assertSame( array( '$0.00', '$0.0021', '$0.000035', '<$0.000001', '$0.15', '$1,234.50' ), array_map( array( Money::class, 'usd' ), array( 0.0, 0.0021, 0.0000345, 0.0000001, 0.1499, 1234.5 ) ) );
	}

	public function testTheUsagePageShowsWhoSpentWhatEscaped() {
		$this->answer = function ( $path, $args ) {
			return '/api/v1/usage' === $path ? array( 200, array( 'rows' => array( array( 'user' => Attribution::user_id( 1 ), 'requests' => 3, 'cost_usd' => 0.25 ), array( 'user' => '<script>x', 'requests' => 1, 'cost_usd' => 0.0021 ) ), 'totals' => array( 'requests' => 4, 'cost_usd' => 0.2521 ) ) ) : $this->usual( $path, $args );
		};
		$_GET         = array( 'by' => 'user', 'from' => '2026-11-01', 'to' => 'nonsense' );

		ob_start();
		Page::show();
		$html = (string) ob_get_clean();

		$_GET = array();
		$this->assertStringContainsString( get_userdata( 1 )->display_name, $html );
		$this->assertStringContainsString( '$0.0021', $html );
		$this->assertStringNotContainsString( '<script', $html );
		$this->assertStringContainsString( '$5.00 of $10.00 spent (50%)', $html );
	}

	public function testNobodyElseSeesThePages() {
		wp_set_current_user( 0 );
		add_filter( 'wp_die_handler', static function () {
			return static function ( $message, $title, $args ) {
				throw new RuntimeException( 'died', $args['response'] );
			};
		} );

		foreach ( array( Page::class, LimitsPage::class, OthersPage::class ) as $page ) {
			try {
				$page::show();
				$this->fail( $page . ' was shown.' );
			} catch ( RuntimeException $e ) {
				$this->assertSame( 403, $e->getCode() );
			}
		}
	}

	public function testThePageForOthersNeverShowsTheSecret() {
		ob_start();
		OthersPage::show();
		$html = (string) ob_get_clean();

		$this->assertStringContainsString( $this->url . '/v1<', $html );
		$this->assertStringNotContainsString( (string) getenv( 'AIGW_SECRET' ), $html );
	}

	public function testClassifAiGoesWhereTheGatewayHasARoute() {
		$this->assertSame( 'https://api.openai.com/v1/chat/completions', ClassifAi::url( 'https://api.openai.com/v1/chat/completions' ), 'The switch is off.' );
		$this->assertSame( array(), ClassifAi::options( array(), $this->url . '/v1/chat/completions' ), 'The switch is off.' );
		Settings::save( array( 'classifai' => true ) );

		$this->assertSame( $this->url . '/v1/chat/completions', ClassifAi::url( 'https://api.openai.com/v1/chat/completions' ) );
		$this->assertSame( 'https://api.openai.com/v1/audio/speech', ClassifAi::url( 'https://api.openai.com/v1/audio/speech' ) );
		$this->assertSame( array( 'body' => 'x' ), ClassifAi::options( array( 'body' => 'x' ), 'https://api.openai.com/v1/audio/speech' ) );
		$options = ClassifAi::options( array(), $this->url . '/v1/chat/completions', 'feature_excerpt' );
		$this->assertSame( 'classifai/feature_excerpt', Jwt::claims( substr( $options['headers']['Authorization'], 7 ) )['feature'] );
	}
}
