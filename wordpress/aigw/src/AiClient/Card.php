<?php
/**
 * The connector's card.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Environment;

defined( 'ABSPATH' ) || exit;

/**
 * Gives the card on Settings > Connectors words of its own: where a connect code comes from, instead of "Get your API key".
 *
 * Core lets a script draw a connector's card. Where it does not, its own card is there as before.
 */
final class Card {

	const MODULE = '@aigw/connector';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'options-connectors-wp-admin_init', array( __CLASS__, 'load' ) );
		add_filter( 'script_module_data_' . self::MODULE, array( __CLASS__, 'data' ) );
	}

	/**
	 * Loads the script on that page.
	 *
	 * @return void
	 */
	public static function load() {
		if ( current_user_can( Capabilities::MANAGE ) && function_exists( 'wp_enqueue_script_module' ) ) {
			$needs = array(
				array(
					'id'     => '@wordpress/connectors',
					'import' => 'dynamic',
				),
			);
			wp_enqueue_script_module( self::MODULE, plugins_url( 'assets/connector.js', AIGW_FILE ), $needs, AIGW_VERSION );
		}
	}

	/**
	 * What the script needs to know; nothing secret.
	 *
	 * @param array $data Data so far.
	 * @return array
	 */
	public static function data( $data ): array {
		return array(
			'settings'  => admin_url( 'options-general.php?page=aigw' ),
			'command'   => 'aigw connect-code TENANT',
			'connected' => Connection::current()->configured(),
			'typed'     => Registration::uses_card(),
			'kept'      => ! Environment::has( 'AIGW_API_KEY' ),
			'words'     => array(
				'begin'     => __( 'Set up', 'aigw' ),
				'settings'  => __( 'Settings', 'aigw' ),
				'connected' => __( 'Connected', 'aigw' ),
				'how'       => __( 'Whoever runs the gateway makes the connect code by the command', 'aigw' ),
				'instead'   => __( 'Use an API key of the gateway instead', 'aigw' ),
				'key'       => __( 'An API key is used', 'aigw' ),
				'refused'   => __( 'The gateway did not accept this key.', 'aigw' ),
			),
		) + (array) $data;
	}
}
