<?php
/**
 * Images, and what models are asked for.
 *
 * @package Aigw
 */

use Aigw\AiClient\Authentication;
use Aigw\AiClient\Registration;
use WordPress\AiClient\AiClient;
use WordPress\AiClient\Files\Enums\FileTypeEnum;

require_once __DIR__ . '/GatewayCase.php';

/**
 * Core's client asks the gateway for images, and only models that say they can.
 */
final class ImageTest extends GatewayCase {

	const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

	protected function setUp(): void {
		parent::setUp();
		if ( ! Registration::possible() ) {
			$this->markTestSkipped( 'This WordPress has no AI client.' );
		}
		AiClient::defaultRegistry()->setProviderRequestAuthentication( 'aigw', new Authentication() );
		$this->answer = function ( $path, $args ) {
			return '/v1/images/generations' === $path ? array( 200, $this->images( 1 ) ) : $this->usual( $path, $args );
		};
	}

	public function testAnImageComesFromTheModelThatGivesImages() {
		$file = wp_ai_client_prompt( 'A red fox.' )->generate_image();

		$sent = $this->to( '/v1/images/generations' );
		$body = json_decode( $sent[0]['body'], true );
		$this->assertFalse( is_wp_error( $file ), is_wp_error( $file ) ? $file->get_error_message() : '' );
		$this->assertSame( 'image/png', $file->getMimeType() );
		$this->assertSame( self::PNG, $file->getBase64Data() );
		$this->assertCount( 1, $sent );
		$this->assertSame( 'painter', $body['model'] );
		$this->assertSame( 'A red fox.', $body['prompt'] );
		$this->assertNotEmpty( $sent[0]['headers']['Idempotency-Key'] );
	}

	public function testCostAndRequestIdOfAnImageTravelWithIt() {
		$told   = array();
		$listen = static function ( $summary ) use ( &$told ) {
			$told[] = $summary;
		};
		add_action( 'aigw_called', $listen );

		$result = wp_ai_client_prompt( 'A red fox.' )->generate_image_result();

		remove_action( 'aigw_called', $listen );
		$this->assertSame( 'r-img', $result->getAdditionalData()['aigw']['request_id'] );
		$this->assertSame( 0.04, $result->getAdditionalData()['aigw']['cost_usd'] );
		$this->assertSame( 1056, $result->getTokenUsage()->getCompletionTokens() );
		$this->assertSame( array( 'r-img', 0.04, '' ), array( $told[0]['request_id'], $told[0]['cost_usd'], $told[0]['error'] ) );
	}

	public function testSizeAndFormatAreAskedFor() {
		$this->answer = function ( $path, $args ) {
			return '/v1/images/generations' === $path ? array( 200, $this->images( 2 ) ) : $this->usual( $path, $args );
		};

		$files = wp_ai_client_prompt( 'A red fox.' )->as_output_media_aspect_ratio( '3:2' )->as_output_mime_type( 'image/png' )->generate_images( 2 );

		$body = json_decode( $this->to( '/v1/images/generations' )[0]['body'], true );
		$this->assertCount( 2, $files );
		$this->assertSame( array( '1536x1024', 'png', 2 ), array( $body['size'], $body['output_format'], $body['n'] ) );
	}

	public function testAnImageThatComesAsAnAddressIsFetchedWhereItsBytesWereAskedFor() {
		$this->answer = function ( $path, $args ) {
			return '/v1/images/generations' === $path ? array( 200, array( 'data' => array( array( 'url' => 'https://images.example/fox.png' ) ) ) ) : $this->usual( $path, $args );
		};
		$fetched = array();
		add_filter(
			'pre_http_request',
			static function ( $answer, $args, $url ) use ( &$fetched ) {
				if ( 'https://images.example/fox.png' !== $url ) {
					return $answer;
				}
				$fetched[] = $args;
				return array( 'headers' => array( 'content-type' => 'image/png' ), 'body' => base64_decode( self::PNG ), 'response' => array( 'code' => 200, 'message' => '' ), 'cookies' => array(), 'filename' => null );
			},
			20,
			3
		);

		$file = wp_ai_client_prompt( 'A red fox.' )->generate_image();

		$this->assertSame( self::PNG, $file->getBase64Data() );
		$this->assertCount( 1, $fetched );
		$this->assertTrue( $fetched[0]['reject_unsafe_urls'] );
		$this->assertArrayNotHasKey( 'authorization', array_change_key_case( (array) $fetched[0]['headers'] ) );
	}

	public function testAnAddressStaysAnAddressWhereItIsWantedOrHoldsNoImage() {
		$this->answer = function ( $path, $args ) {
			return '/v1/images/generations' === $path ? array( 200, array( 'data' => array( array( 'url' => 'https://images.example/fox.png' ) ) ) ) : $this->usual( $path, $args );
		};
		$fetched = 0;
		add_filter(
			'pre_http_request',
			static function ( $answer, $args, $url ) use ( &$fetched ) {
				if ( 'https://images.example/fox.png' !== $url ) {
					return $answer;
				}
				++$fetched;
				return array( 'headers' => array( 'content-type' => 'text/html' ), 'body' => '<p>Gone</p>', 'response' => array( 'code' => 200, 'message' => '' ), 'cookies' => array(), 'filename' => null );
			},
			20,
			3
		);

		$wanted = wp_ai_client_prompt( 'A red fox.' )->as_output_file_type( FileTypeEnum::remote() )->generate_image();
		$this->assertSame( array( 'https://images.example/fox.png', 0 ), array( $wanted->getUrl(), $fetched ) );

		$other = wp_ai_client_prompt( 'A red fox.' )->generate_image();
		$this->assertSame( array( 'https://images.example/fox.png', 1 ), array( $other->getUrl(), $fetched ) );
	}

	public function testARefusedImageIsAnErrorInWords() {
		$this->answer = function ( $path, $args ) {
			return '/v1/images/generations' === $path ? array( 402, array( 'error' => array( 'message' => 'The budget of this day is spent.', 'code' => 'budget_exceeded' ) ) ) : $this->usual( $path, $args );
		};

		$error = wp_ai_client_prompt( 'A red fox.' )->generate_image();

		$this->assertTrue( is_wp_error( $error ) );
		$this->assertNotSame( '', $error->get_error_message() );
	}

	public function testASchemaGoesToAModelThatKeepsIt() {
		$this->answer = function ( $path, $args ) {
			if ( '/v1/models' !== $path ) {
				return $this->usual( $path, $args );
			}
			$loose  = $this->model( 'loose', array( 'text' ), array( 'text' ), array( 'max_tokens', 'temperature' ) );
			$strict = $this->model( 'strict', array( 'text' ), array( 'text' ), array( 'max_tokens', 'response_format', 'structured_outputs' ) );
			return array( 200, array( 'object' => 'list', 'data' => array( $loose, $strict ) ) );
		};

		wp_ai_client_prompt( 'Hi' )->as_json_response( array( 'type' => 'object' ) )->generate_text();

		$this->assertSame( 'strict', json_decode( $this->to( '/v1/chat/completions' )[0]['body'], true )['model'] );
	}

	/**
	 * An answer of the gateway, as it is for gpt-image models.
	 *
	 * @param int $count How many.
	 * @return array
	 */
	private function images( int $count ): array {
		return array(
			'created'       => 1700000000,
			'data'          => array_fill( 0, $count, array( 'b64_json' => self::PNG ) ),
			'output_format' => 'png',
			'usage'         => array( 'input_tokens' => 4, 'output_tokens' => 1056, 'total_tokens' => 1060 ),
			'aigw'          => array( 'request_id' => 'r-img', 'cost_usd' => 0.04 ),
		);
	}
}
