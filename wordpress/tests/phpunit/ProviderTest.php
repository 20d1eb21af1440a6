<?php
/**
 * The provider of core's AI client.
 *
 * @package Aigw
 */

use Aigw\AiClient\KeyGuard;
use Aigw\AiClient\Registration;
use Aigw\AiClient\Authentication;
use Aigw\Jwt;
use WordPress\AiClient\AiClient;
use WordPress\AiClient\Providers\Http\DTO\ApiKeyRequestAuthentication;

require_once __DIR__ . '/GatewayCase.php';

/**
 * The gateway as a provider of core's AI client.
 */
final class ProviderTest extends GatewayCase {

	protected function setUp(): void {
		parent::setUp();
		if ( ! Registration::possible() ) {
			$this->markTestSkipped( 'This WordPress has no AI client.' );
		}
		// Whatever a test put into the registry: back to the plugin's own connection.
		AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new Authentication() );
	}

	public function testCostAndRequestIdComeWithTheResult() {
		$result = wp_ai_client_prompt( 'Hi' )->generate_text_result();

		$this->assertSame( 'Hello.', $result->toText() );
		$this->assertSame( array( 'request_id' => 'r-1', 'cost_usd' => 0.0021 ), $result->getAdditionalData()['aigw'] );
	}

	public function testTheTokenIsMintedForTheCallAndTellsWhoItIsFor() {
		wp_ai_client_prompt( 'Hi' )->generate_text();

		$call   = $this->to( '/v1/chat/completions' )[0];
		$claims = Jwt::claims( substr( $call['headers']['Authorization'], 7 ) );
		$this->assertSame( array( 'demo', 'administrator', 'ai-client' ), array( $claims['sub'], $claims['role'], $claims['feature'] ) );
		$this->assertStringStartsWith( 'u_', $claims['user'] );
		$this->assertSame( 'meta', $call['headers']['x-aigw-include'] );
	}

	public function testTheRegistryTellsNobodyTheCredential() {
		$this->assertSame( '', AiClient::defaultRegistry()->getProviderRequestAuthentication( 'aigw' )->getApiKey() );
	}

	public function testCoresDefaultTimeOutGivesWayToTheSetting() {
		set_current_screen( 'dashboard' );

		wp_ai_client_prompt( 'Hi' )->generate_text();

		unset( $GLOBALS['current_screen'] );
		$this->assertSame( 60.0, (float) $this->to( '/v1/chat/completions' )[0]['timeout'] );
	}

	public function testAVisitorsPageNeverWaitsLongerThanTheSettingSays() {
		putenv( 'AIGW_FRONT_TIMEOUT=2' );

		wp_ai_client_prompt( 'Hi' )->generate_text();

		foreach ( $this->sent as $request ) {
			$this->assertLessThanOrEqual( 2.0, (float) $request['timeout'] );
		}
	}

	public function testASchemaHasANameAroundIt() {
		wp_ai_client_prompt( 'Hi' )->as_json_response( array( 'type' => 'object' ) )->generate_text();

		$body = json_decode( $this->to( '/v1/chat/completions' )[0]['body'], true );
		$this->assertSame( array( 'name' => 'response', 'schema' => array( 'type' => 'object' ) ), $body['response_format']['json_schema'] );
	}

	public function testARetryHasTheSameKeyAndIsSentOnce() {
		$failures     = 1;
		$this->answer = function ( $path, $args ) use ( &$failures ) {
			if ( '/v1/chat/completions' === $path && $failures-- > 0 ) {
				return new WP_Error( 'http_request_failed', 'Connection reset' );
			}
			return $this->usual( $path, $args );
		};

		$text = wp_ai_client_prompt( 'Hi' )->generate_text();

		$calls = $this->to( '/v1/chat/completions' );
		$this->assertSame( 'Hello.', $text );
		$this->assertCount( 2, $calls );
		$this->assertNotEmpty( $calls[0]['headers']['Idempotency-Key'] );
		$this->assertSame( $calls[0]['headers']['Idempotency-Key'], $calls[1]['headers']['Idempotency-Key'] );
		$this->assertSame( $calls[0]['body'], $calls[1]['body'] );
	}

	public function testAStrangeReasonToStopDoesNotLoseThePaidAnswer() {
		$this->answer = function ( $path, $args ) {
			return '/v1/chat/completions' === $path ? array( 200, $this->completion( 'Paid.', 'end_turn' ) ) : $this->usual( $path, $args );
		};

		$this->assertSame( 'Paid.', wp_ai_client_prompt( 'Hi' )->generate_text() );
	}

	public function testOnlyModelsThatCanAreOffered() {
		$models = array();
		foreach ( Aigw\AiClient\Provider::modelMetadataDirectory()->listModelMetadata() as $model ) {
			$models[ $model->getId() ] = $model->getSupportedCapabilities()[0]->value;
		}

		$this->assertSame( array( 'plain' => 'text_generation', 'seeing' => 'text_generation', 'painter' => 'image_generation' ), $models );
	}

	public function testAnImageGoesToAModelThatSees() {
		$png = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

		wp_ai_client_prompt( 'What is it?' )->with_file( $png )->generate_text();

		$this->assertSame( 'seeing', json_decode( $this->to( '/v1/chat/completions' )[0]['body'], true )['model'] );
	}

	public function testTheListOutlivesTheRequestWithoutAnObjectCache() {
		wp_ai_client_prompt( 'Hi' )->generate_text();
		$directory = new Aigw\AiClient\Directory();
		$directory->setHttpTransporter( AiClient::defaultRegistry()->getHttpTransporter() );
		$directory->setRequestAuthentication( new Authentication() );

		$directory->listModelMetadata();

		$this->assertCount( 1, $this->to( '/v1/models' ) );
	}

	public function testABadKeyIsNeverAnsweredFromAGoodKeysList() {
		$this->answer = function ( $path, $args ) {
			$bad = 'Bearer bad' === ( $args['headers']['Authorization'] ?? '' );
			return $bad ? array( 401, array( 'error' => array( 'message' => 'no', 'code' => 'invalid_token' ) ) ) : $this->usual( $path, $args );
		};
		$registry     = AiClient::defaultRegistry();
		$this->assertTrue( $registry->isProviderConfigured( 'aigw' ) );

		$registry->setProviderRequestAuthentication( 'aigw', new ApiKeyRequestAuthentication( 'bad' ) );

		$this->assertFalse( $registry->isProviderConfigured( 'aigw' ) );
	}

	public function testAKeyThatCouldNotBeCheckedGivesWayToTheOneBefore() {
		update_option( KeyGuard::SETTING, 'good' );
		$this->answer = static function () {
			return new WP_Error( 'http_request_failed', 'down' );
		};
		update_option( KeyGuard::SETTING, 'typed' );
		AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new ApiKeyRequestAuthentication( 'typed' ) );
		$this->assertFalse( AiClient::defaultRegistry()->isProviderConfigured( 'aigw' ) );

		update_option( KeyGuard::SETTING, '' ); // What core does after a failed check.

		$this->assertSame( 'good', get_option( KeyGuard::SETTING ) );
	}

	public function testAFirstKeyThatCouldNotBeCheckedStays() {
		delete_option( KeyGuard::SETTING );
		add_option( KeyGuard::SETTING, '' ); // As after activation.
		$this->answer = static function () {
			return new WP_Error( 'http_request_failed', 'down' );
		};
		update_option( KeyGuard::SETTING, 'first' );
		AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new ApiKeyRequestAuthentication( 'first' ) );
		$this->assertFalse( AiClient::defaultRegistry()->isProviderConfigured( 'aigw' ) );

		update_option( KeyGuard::SETTING, '' );

		$this->assertSame( 'first', get_option( KeyGuard::SETTING ) );
	}

	public function testARefusedKeyIsWipedAsCoreWishes() {
		$this->answer = static function () {
			return array( 401, array( 'error' => array( 'message' => 'no', 'code' => 'invalid_token' ) ) );
		};
		update_option( KeyGuard::SETTING, 'wrong' );
		AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new ApiKeyRequestAuthentication( 'wrong' ) );
		AiClient::defaultRegistry()->isProviderConfigured( 'aigw' );

		update_option( KeyGuard::SETTING, '' );

		$this->assertSame( '', get_option( KeyGuard::SETTING ) );
	}

	public function testASpentBudgetStopsBeforeTheNetworkAndSaysWhy() {
		$this->answer = function ( $path, $args ) {
			return '/api/v1/budget' === $path ? array( 200, $this->budget( 0.0 ) ) : $this->usual( $path, $args );
		};
		set_current_screen( 'dashboard' ); // The admin may ask for the budget.

		$result = wp_ai_client_prompt( 'Hi' )->generate_text();

		unset( $GLOBALS['current_screen'] );
		$this->assertSame( 'prompt_prevented', $result->get_error_code() );
		$this->assertStringContainsString( 'budget of this site is spent', $result->get_error_message() );
		$this->assertCount( 0, $this->to( '/v1/chat/completions' ) );
	}

	public function testARefusalForMoneyIsRemembered() {
		$this->answer = function ( $path, $args ) {
			return '/v1/chat/completions' === $path ? array( 402, array( 'error' => array( 'message' => 'The budget of 1 USD per day (UTC) is spent.', 'code' => 'budget_exceeded' ) ), array( 'retry-after' => '3600' ) ) : $this->usual( $path, $args );
		};
		$first = wp_ai_client_prompt( 'Hi' )->generate_text();

		$second = wp_ai_client_prompt( 'Hi' )->generate_text();

		$this->assertStringContainsString( 'The AI budget for this site is spent.', $first->get_error_message() );
		$this->assertSame( 'prompt_prevented', $second->get_error_code() );
		$this->assertCount( 1, $this->to( '/v1/chat/completions' ) );
	}

	public function testALimitIsExplainedInPlainWords() {
		$this->answer = function ( $path, $args ) {
			return '/v1/chat/completions' === $path ? array( 429, array( 'error' => array( 'message' => 'The role\'s limit of 5 requests per minute is reached; retry in 20 s.', 'code' => 'rate_limited_minute' ) ), array( 'retry-after' => '20' ) ) : $this->usual( $path, $args );
		};

		$result = wp_ai_client_prompt( 'Hi' )->generate_text();

		$this->assertSame( 'The limit of AI calls per minute for your role is reached. Try again in 20 seconds.', $result->get_error_message() );
		$this->assertSame( 429, $result->get_error_data()['status'] );
	}

	public function testTheOfficialPluginPrefersOurModels() {
		$pairs = apply_filters( 'wpai_preferred_vision_models', array( array( 'openai', 'x' ) ) );

		$this->assertSame( array( array( 'aigw', 'seeing' ), array( 'openai', 'x' ) ), $pairs );
		$this->assertTrue( apply_filters( 'wpai_has_ai_credentials', false ) );
	}

	public function testOnlyTheConfiguredPlaceMayBeReached() {
		$port = (int) wp_parse_url( $this->url, PHP_URL_PORT );

		$this->assertNotFalse( wp_http_validate_url( $this->url . '/v1/models' ) );
		$this->assertFalse( wp_http_validate_url( 'http://127.0.0.1:' . ( $port + 1 ) . '/' ) );
		$this->assertFalse( wp_http_validate_url( 'https://127.0.0.1:' . $port . '/' ) );
	}
}
