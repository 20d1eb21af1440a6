<?php
/**
 * The gateway as a provider.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Connection;
use WordPress\AiClient\Providers\ApiBasedImplementation\AbstractApiProvider;
use WordPress\AiClient\Providers\Contracts\ModelMetadataDirectoryInterface;
use WordPress\AiClient\Providers\Contracts\ProviderAvailabilityInterface;
use WordPress\AiClient\Providers\DTO\ProviderMetadata;
use WordPress\AiClient\Providers\Enums\ProviderTypeEnum;
use WordPress\AiClient\Providers\Http\Enums\RequestAuthenticationMethod;
use WordPress\AiClient\Providers\Models\Contracts\ModelInterface;
use WordPress\AiClient\Providers\Models\DTO\ModelMetadata;

defined( 'ABSPATH' ) || exit;

/**
 * The provider `aigw`: one door to every model that the gateway offers this site.
 */
final class Provider extends AbstractApiProvider {

	/**
	 * Where OpenAI's dialect is spoken; '' while no gateway is known.
	 *
	 * @return string
	 */
	protected static function baseUrl(): string {
		$url = Connection::current()->url();
		return '' === $url ? '' : $url . '/v1';
	}

	/**
	 * The class that fits what a model gives.
	 *
	 * @param ModelMetadata    $model    The model.
	 * @param ProviderMetadata $provider This provider.
	 * @return ModelInterface
	 */
	protected static function createModel( ModelMetadata $model, ProviderMetadata $provider ): ModelInterface {
		foreach ( $model->getSupportedCapabilities() as $capability ) {
			if ( $capability->isImageGeneration() ) {
				return new ImageModel( $model, $provider );
			}
		}
		return new TextModel( $model, $provider );
	}

	/**
	 * What the connector's card shows.
	 *
	 * @return ProviderMetadata
	 */
	protected static function createProviderMetadata(): ProviderMetadata {
		// By the folder that WordPress knows, which may be a link to where the files are.
		$logo = WP_PLUGIN_DIR . '/' . dirname( plugin_basename( AIGW_FILE ) ) . '/assets/logo.svg';
		return new ProviderMetadata(
			Registration::ID,
			__( 'AI Gateway', 'aigw' ),
			ProviderTypeEnum::server(),
			admin_url( 'options-general.php?page=aigw' ),
			RequestAuthenticationMethod::apiKey(),
			is_admin() && ! wp_doing_ajax() && Connection::current()->configured() // The card is in the admin; a page of the site looks nothing up for it.
				? __( 'All AI of this site through your own gateway, with budgets and limits. Connected under Settings > AI Gateway; no key is needed here.', 'aigw' )
				: __( 'All AI of this site through your own gateway, with budgets and limits. Connect it under Settings > AI Gateway with a connect code; whoever runs the gateway makes one.', 'aigw' ),
			is_file( $logo ) ? $logo : null
		);
	}

	/**
	 * Tells whether the gateway can be used.
	 *
	 * @return ProviderAvailabilityInterface
	 */
	protected static function createProviderAvailability(): ProviderAvailabilityInterface {
		return new Availability( self::modelMetadataDirectory() );
	}

	/**
	 * The list of models.
	 *
	 * @return ModelMetadataDirectoryInterface
	 */
	protected static function createModelMetadataDirectory(): ModelMetadataDirectoryInterface {
		return new Directory();
	}
}
