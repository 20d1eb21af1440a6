<?php
/**
 * A model that makes images.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

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
		return parent::parseResponseToGenerativeAiResult( $response, $expected_mime_type );
	}
}
