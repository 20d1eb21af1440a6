<?php
/**
 * The official AI plugin.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Connection;
use Aigw\Settings;
use WordPress\AiClient\AiClient;
use WordPress\AiClient\Providers\Models\DTO\ModelMetadata;

defined( 'ABSPATH' ) || exit;

/**
 * Puts the gateway's models first in the lists of the official AI plugin, and tells it that there is a connection although no key was typed.
 */
final class AiPlugin {

	/**
	 * Registers the filters.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'wpai_preferred_text_models', array( __CLASS__, 'text' ) );
		add_filter( 'wpai_preferred_image_models', array( __CLASS__, 'image' ) );
		add_filter( 'wpai_preferred_vision_models', array( __CLASS__, 'vision' ) );
		add_filter( 'wpai_has_ai_credentials', array( __CLASS__, 'connected' ) );
		add_filter( 'wpai_is_aigw_connector_configured', array( __CLASS__, 'connected' ) );
	}

	/**
	 * Whether there is a credential.
	 *
	 * @param mixed $has What the plugin found.
	 * @return bool
	 */
	public static function connected( $has ): bool {
		return (bool) $has || Connection::current()->configured();
	}

	/**
	 * Models for text.
	 *
	 * @param mixed $models Pairs of provider and model.
	 * @return mixed
	 */
	public static function text( $models ) {
		return self::prefer( $models, 'text' );
	}

	/**
	 * Models that make images.
	 *
	 * @param mixed $models Pairs of provider and model.
	 * @return mixed
	 */
	public static function image( $models ) {
		return self::prefer( $models, 'image' );
	}

	/**
	 * Models that understand images.
	 *
	 * @param mixed $models Pairs of provider and model.
	 * @return mixed
	 */
	public static function vision( $models ) {
		return self::prefer( $models, 'vision' );
	}

	/**
	 * Ours first, as many as matter; nothing where the gateway cannot be used.
	 *
	 * The plugin's own choice goes before our order: of models it names, those that the gateway has come first after the site's default model.
	 *
	 * @param mixed  $models Pairs of provider and model.
	 * @param string $kind   'text', 'image' or 'vision'.
	 * @return mixed
	 */
	private static function prefer( $models, string $kind ) {
		if ( ! is_array( $models ) || ! Settings::get( 'prefer_in_core' ) || ! AiClient::defaultRegistry()->isProviderConfigured( Registration::ID ) ) {
			return $models;
		}
		$ours = array();
		foreach ( Provider::modelMetadataDirectory()->listModelMetadata() as $model ) {
			if ( self::fits( $model, $kind ) ) {
				$ours[ $model->getId() ] = true;
			}
		}
		$order   = array();
		$default = (string) Settings::get( 'default_model' );
		if ( isset( $ours[ $default ] ) ) {
			$order[] = $default;
		}
		foreach ( $models as $pair ) {
			if ( is_array( $pair ) && isset( $pair[1] ) && is_string( $pair[1] ) && isset( $ours[ $pair[1] ] ) ) {
				$order[] = $pair[1];
			}
		}
		$order = array_slice( array_unique( array_merge( $order, array_map( 'strval', array_keys( $ours ) ) ) ), 0, 10 );
		$pairs = array();
		foreach ( $order as $id ) {
			$pairs[] = array( Registration::ID, $id );
		}
		return array_merge( $pairs, $models );
	}

	/**
	 * Whether a model is of a kind.
	 *
	 * @param ModelMetadata $model The model.
	 * @param string        $kind  'text', 'image' or 'vision'.
	 * @return bool
	 */
	private static function fits( ModelMetadata $model, string $kind ): bool {
		$makes = $model->getSupportedCapabilities();
		$image = isset( $makes[0] ) && $makes[0]->isImageGeneration();
		if ( 'vision' !== $kind ) {
			return ( 'image' === $kind ) === $image;
		}
		foreach ( $image ? array() : $model->getSupportedOptions() as $option ) {
			if ( $option->getName()->isInputModalities() ) {
				foreach ( (array) $option->getSupportedValues() as $mix ) {
					foreach ( (array) $mix as $modality ) {
						if ( is_object( $modality ) && $modality->isImage() ) {
							return true;
						}
					}
				}
			}
		}
		return false;
	}
}
