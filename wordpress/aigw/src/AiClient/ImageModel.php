<?php
/**
 * A model that makes images.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Answers;
use Aigw\Gateway;
use Aigw\Patience;
use WordPress\AiClient\Providers\Http\DTO\Response;
use WordPress\AiClient\Providers\OpenAiCompatibleImplementation\AbstractOpenAiCompatibleImageGenerationModel;
use WordPress\AiClient\Results\DTO\GenerativeAiResult;

defined( 'ABSPATH' ) || exit;

/**
 * Text in, image out; there is one only for a model that the gateway lists with image output.
 */
final class ImageModel extends AbstractOpenAiCompatibleImageGenerationModel {

	use Requests;

	/**
	 * Reads an answer, and tells of it.
	 *
	 * @param Response $response           The answer.
	 * @param string   $expected_mime_type What kind of image it should be.
	 * @return GenerativeAiResult
	 */
	protected function parseResponseToGenerativeAiResult( Response $response, string $expected_mime_type = 'image/png' ): GenerativeAiResult {
		$this->tell( $response );
		$data = $response->getData();
		$type = $this->getConfig()->getOutputFileType();
		if ( is_array( $data['data'] ?? null ) && ( null === $type || ! $type->isRemote() ) ) {
			$data['data'] = array_map( array( self::class, 'inline' ), $data['data'] );
			$response     = new Response( $response->getStatusCode(), $response->getHeaders(), (string) wp_json_encode( $data ) );
		}
		return parent::parseResponseToGenerativeAiResult( $response, $expected_mime_type );
	}

	/**
	 * An image as its bytes: some models give an address whatever was asked for, which whoever wants bytes cannot use.
	 *
	 * @param mixed $image As the gateway answers.
	 * @return mixed The same where there is nothing to fetch, or nothing came.
	 */
	private static function inline( $image ) {
		if ( ! is_array( $image ) || isset( $image['b64_json'] ) || ! isset( $image['url'] ) || ! preg_match( '#^https?://#i', (string) $image['url'] ) ) {
			return $image;
		}
		$seconds = min( 20.0, Patience::seconds() );
		if ( $seconds < Patience::LEAST ) {
			return $image;
		}
		$began = microtime( true );
		// The address is the model's word: only public ones, and without our credential.
		$came = wp_safe_remote_get( (string) $image['url'], array( 'timeout' => $seconds, 'limit_response_size' => Gateway::LARGEST_ANSWER, 'redirection' => 2 ) );
		Patience::waited( microtime( true ) - $began );
		$kind = is_wp_error( $came ) ? '' : Answers::header( $came, 'content-type' );
		$body = wp_remote_retrieve_body( $came );
		if ( 200 !== wp_remote_retrieve_response_code( $came ) || 0 !== strpos( $kind, 'image/' ) || '' === $body || strlen( $body ) >= Gateway::LARGEST_ANSWER ) {
			return $image;
		}
		unset( $image['url'] );
		return array( 'b64_json' => base64_encode( $body ) ) + $image; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- what core's client takes.
	}
}
