<?php
/**
 * The plugin's place in core's AI client.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use WordPress\AiClient\AiClient;

defined( 'ABSPATH' ) || exit;

/**
 * Makes the gateway a provider of core's AI client (WordPress 7.0 and later); does nothing where core has none.
 *
 * From then on every AI feature of WordPress, and of plugins that are built on its client, goes through the gateway.
 */
final class Registration {

	const ID = 'aigw';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		// Connectors are collected at 15 and their keys handed over at 20.
		add_action( 'init', array( __CLASS__, 'provider' ), 5 );
	}

	/**
	 * Whether core has the client that the classes here extend.
	 *
	 * @return bool
	 */
	public static function possible(): bool {
		return class_exists( AiClient::class ) && class_exists( 'WordPress\AiClient\Providers\ApiBasedImplementation\AbstractApiProvider' );
	}

	/**
	 * Registers the provider, and with it what belongs to it.
	 *
	 * @return void
	 */
	public static function provider() {
		if ( ! self::possible() ) {
			return;
		}
		$registry = AiClient::defaultRegistry();
		if ( $registry->hasProvider( self::ID ) ) {
			return;
		}
		$registry->registerProvider( Provider::class );
		self::authenticate();
		KeyGuard::register();
		Card::register();
		PromptGuard::register();
		AiPlugin::register();
		Abilities::register();
	}

	/**
	 * Lets the plugin's own connection speak for the provider. A key that somebody typed into the connector's card is put in its place by core afterwards.
	 *
	 * @return void
	 */
	public static function authenticate() {
		$registry = AiClient::defaultRegistry();
		$present  = $registry->getProviderRequestAuthentication( self::ID );
		$own      = null === $present || $present instanceof Authentication || ! did_action( 'wp_connectors_init' );
		if ( $own ) { // Whether there is a connection is looked up when somebody asks, not for every page.
			$registry->setProviderRequestAuthentication( self::ID, new Authentication() );
		}
	}

	/**
	 * Whether the key that is in force was typed into the connector's card.
	 *
	 * @return bool
	 */
	public static function uses_card(): bool {
		if ( ! self::possible() || ! AiClient::defaultRegistry()->hasProvider( self::ID ) ) {
			return false;
		}
		$present = AiClient::defaultRegistry()->getProviderRequestAuthentication( self::ID );
		return null !== $present && ! $present instanceof Authentication;
	}
}
