<?php
/**
 * From the gateway's words to core's.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Settings;
use WordPress\AiClient\Files\Enums\FileTypeEnum;
use WordPress\AiClient\Messages\Enums\ModalityEnum;
use WordPress\AiClient\Providers\Models\DTO\ModelMetadata;
use WordPress\AiClient\Providers\Models\DTO\SupportedOption;
use WordPress\AiClient\Providers\Models\Enums\CapabilityEnum;
use WordPress\AiClient\Providers\Models\Enums\OptionEnum;

defined( 'ABSPATH' ) || exit;

/**
 * Reads what each model can do. Core asks no model for what it does not say it can, so that too little hides a model and too much breaks a call.
 */
final class ModelReader {

	/**
	 * Names of models that answer no chat; only asked where the gateway says nothing of modalities.
	 */
	const NO_CHAT = '/(embed|whisper|tts|dall-e|gpt-image|chatgpt-image|moderation|realtime|transcribe|sora|imagen|veo|rerank)/i';

	/**
	 * Parameter of OpenAI's dialect => core's option that needs it.
	 */
	const NEEDS = array(
		'temperature'        => 'temperature',
		'top_p'              => 'topP',
		'top_k'              => 'topK',
		'stop'               => 'stopSequences',
		'presence_penalty'   => 'presencePenalty',
		'frequency_penalty'  => 'frequencyPenalty',
		'logprobs'           => 'logprobs',
		'top_logprobs'       => 'topLogprobs',
		'n'                  => 'candidateCount',
		'tools'              => 'functionDeclarations',
		'structured_outputs' => 'outputSchema',
	);

	/**
	 * What is taken for granted of a model of which nothing is said.
	 */
	const GRANTED = array( 'temperature', 'top_p', 'stop', 'n', 'tools', 'response_format', 'structured_outputs' );

	/**
	 * Reads a whole answer: the site's default model first, since core takes the first that fits.
	 *
	 * @param array $answer Decoded answer of `GET /v1/models`.
	 * @return ModelMetadata[]
	 */
	public static function read( array $answer ): array {
		$default = (string) Settings::get( 'default_model' );
		$first   = array();
		$others  = array();
		foreach ( isset( $answer['data'] ) && is_array( $answer['data'] ) ? $answer['data'] : array() as $row ) {
			$model = is_array( $row ) ? self::model( $row ) : null;
			if ( null === $model ) {
				continue;
			}
			$id = $model->getId();
			if ( '' !== $default && ( $id === $default || $default === (string) ( $row['owned_by'] ?? '' ) . '/' . $id ) ) {
				$first[] = $model;
			} else {
				$others[] = $model;
			}
		}
		return array_merge( $first, $others );
	}

	/**
	 * Reads one model.
	 *
	 * @param array $row As the gateway lists it.
	 * @return ModelMetadata|null Null for one that core's client has no use for.
	 */
	private static function model( array $row ): ?ModelMetadata {
		$id = isset( $row['id'] ) && is_string( $row['id'] ) ? $row['id'] : '';
		if ( '' === $id ) {
			return null;
		}
		$about = isset( $row['architecture'] ) && is_array( $row['architecture'] ) ? $row['architecture'] : array();
		$gives = isset( $about['output_modalities'] ) && is_array( $about['output_modalities'] ) ? $about['output_modalities'] : null;
		$takes = isset( $about['input_modalities'] ) && is_array( $about['input_modalities'] ) ? $about['input_modalities'] : array( 'text' );
		if ( null === $gives ) {
			if ( preg_match( self::NO_CHAT, $id ) ) {
				return null;
			}
			$gives = array( 'text' );
		}
		if ( in_array( 'text', $gives, true ) ) {
			$can = isset( $row['supported_parameters'] ) && is_array( $row['supported_parameters'] ) ? $row['supported_parameters'] : self::GRANTED;
			return new ModelMetadata( $id, $id, array( CapabilityEnum::textGeneration(), CapabilityEnum::chatHistory() ), self::text_options( $takes, $can ) );
		}
		if ( in_array( 'image', $gives, true ) ) {
			return new ModelMetadata( $id, $id, array( CapabilityEnum::imageGeneration() ), self::image_options() );
		}
		return null;
	}

	/**
	 * What a model for text can do.
	 *
	 * @param string[] $takes Modalities that it takes.
	 * @param string[] $can   Parameters that it knows.
	 * @return SupportedOption[]
	 */
	private static function text_options( array $takes, array $can ): array {
		$mimes   = in_array( 'response_format', $can, true ) ? array( 'text/plain', 'application/json' ) : array( 'text/plain' );
		$options = array(
			new SupportedOption( OptionEnum::inputModalities(), self::mixes( $takes ) ),
			new SupportedOption( OptionEnum::outputModalities(), array( array( ModalityEnum::text() ) ) ),
			new SupportedOption( OptionEnum::outputMimeType(), $mimes ),
			new SupportedOption( OptionEnum::systemInstruction() ),
			new SupportedOption( OptionEnum::maxTokens() ),
			new SupportedOption( OptionEnum::customOptions() ),
		);
		if ( ! in_array( 'n', $can, true ) ) {
			$options[] = new SupportedOption( OptionEnum::candidateCount(), array( 1 ) );
		}
		foreach ( self::NEEDS as $parameter => $option ) {
			if ( in_array( $parameter, $can, true ) ) {
				$options[] = new SupportedOption( OptionEnum::$option() );
			}
		}
		return $options;
	}

	/**
	 * Every mix of modalities that holds only what a model takes; core looks for the very set that a prompt has.
	 *
	 * @param string[] $takes Modalities.
	 * @return array
	 */
	private static function mixes( array $takes ): array {
		$known = array(
			'text'  => ModalityEnum::text(),
			'image' => ModalityEnum::image(),
			'audio' => ModalityEnum::audio(),
		);
		$mixes = array( array() );
		foreach ( array_intersect_key( $known, array_flip( array_filter( $takes, 'is_string' ) ) + array( 'text' => 0 ) ) as $modality ) {
			foreach ( $mixes as $mix ) {
				$mixes[] = array_merge( $mix, array( $modality ) );
			}
		}
		return array_slice( $mixes, 1 );
	}

	/**
	 * What a model for images can do.
	 *
	 * @return SupportedOption[]
	 */
	private static function image_options(): array {
		return array(
			new SupportedOption( OptionEnum::inputModalities(), array( array( ModalityEnum::text() ) ) ),
			new SupportedOption( OptionEnum::outputModalities(), array( array( ModalityEnum::image() ) ) ),
			new SupportedOption( OptionEnum::candidateCount() ),
			new SupportedOption( OptionEnum::outputMimeType(), array( 'image/png', 'image/jpeg', 'image/webp' ) ),
			new SupportedOption( OptionEnum::outputFileType(), array( FileTypeEnum::inline(), FileTypeEnum::remote() ) ),
			new SupportedOption( OptionEnum::outputMediaOrientation() ),
			new SupportedOption( OptionEnum::outputMediaAspectRatio(), array( '1:1', '3:2', '2:3' ) ),
			new SupportedOption( OptionEnum::customOptions() ),
		);
	}
}
