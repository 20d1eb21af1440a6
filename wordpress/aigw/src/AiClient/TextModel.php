<?php
/**
 * A model that answers with text.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use WordPress\AiClient\Providers\Http\DTO\Response;
use WordPress\AiClient\Providers\OpenAiCompatibleImplementation\AbstractOpenAiCompatibleTextGenerationModel;
use WordPress\AiClient\Results\DTO\GenerativeAiResult;

defined( 'ABSPATH' ) || exit;

/**
 * Text, images and files in, text or tool calls out.
 *
 * Cost and request id of a call are in `getAdditionalData()['aigw']` of its result.
 */
final class TextModel extends AbstractOpenAiCompatibleTextGenerationModel {

	use Requests;

	/**
	 * The wish for JSON. Core puts the bare schema where OpenAI's dialect has a name and the schema.
	 *
	 * @param array<string, mixed>|null $schema Schema, where there is one.
	 * @return array<string, mixed>
	 */
	protected function prepareResponseFormatParam( ?array $schema ): array {
		if ( null === $schema ) {
			return array( 'type' => 'json_object' );
		}
		return array(
			'type'        => 'json_schema',
			'json_schema' => array(
				'name'   => 'response',
				'schema' => $schema,
			),
		);
	}

	/**
	 * The body of a call. An option that core has but does not pass on is passed on here.
	 *
	 * @param \WordPress\AiClient\Messages\DTO\Message[] $prompt The messages.
	 * @return array<string, mixed>
	 */
	protected function prepareGenerateTextParams( array $prompt ): array {
		$params = parent::prepareGenerateTextParams( $prompt );
		$top_k  = $this->getConfig()->getTopK();
		if ( null !== $top_k && ! isset( $params['top_k'] ) ) {
			$params['top_k'] = $top_k;
		}
		return $params;
	}

	/**
	 * Reads an answer. A reason to stop that core does not know would be thrown away with the whole (and paid) answer.
	 *
	 * @param Response $response The answer.
	 * @return GenerativeAiResult
	 */
	protected function parseResponseToGenerativeAiResult( Response $response ): GenerativeAiResult {
		$this->tell( $response );
		$data = $response->getData();
		if ( ! is_array( $data ) || ! isset( $data['choices'] ) || ! is_array( $data['choices'] ) ) {
			return parent::parseResponseToGenerativeAiResult( $response );
		}
		foreach ( $data['choices'] as $i => $choice ) {
			$reason = $choice['finish_reason'] ?? null;
			if ( is_array( $choice ) && ! in_array( $reason, array( 'stop', 'length', 'content_filter', 'tool_calls' ), true ) ) {
				$data['choices'][ $i ]['finish_reason'] = empty( $choice['message']['tool_calls'] ) ? 'stop' : 'tool_calls';
			}
		}
		if ( ! isset( $data['aigw'] ) ) {
			$data['aigw'] = array(
				'request_id' => (string) $response->getHeaderAsString( 'x-request-id' ),
				'cost_usd'   => null === $response->getHeaderAsString( 'x-aigw-cost-usd' ) ? null : (float) $response->getHeaderAsString( 'x-aigw-cost-usd' ),
			);
		}
		return parent::parseResponseToGenerativeAiResult( new Response( $response->getStatusCode(), $response->getHeaders(), (string) wp_json_encode( $data ) ) );
	}
}
