<?php
/**
 * Names of models for the settings' fields.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Gateway;

defined( 'ABSPATH' ) || exit;

/**
 * Suggests the gateway's models where one is to be typed: fetched when the field is first used, so that the page never waits for the gateway.
 */
final class ModelNames {

	const ACTION = 'aigw_models';
	const LIST   = 'aigw-models';
	const WAIT   = 5.0;

	/**
	 * Registers the request's hook.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'wp_ajax_' . self::ACTION, array( __CLASS__, 'answer' ) );
	}

	/**
	 * Answers the script's request; an empty list where the gateway does not tell.
	 *
	 * @return void
	 */
	public static function answer() {
		check_ajax_referer( self::ACTION );
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			wp_send_json_error( null, 403 );
		}
		$told = ( new Gateway( Connection::current() ) )->get( '/v1/models', array(), self::WAIT );
		wp_send_json_success( is_wp_error( $told ) ? array() : self::of( $told ) );
	}

	/**
	 * The models that answer with text.
	 *
	 * @param array $told Answer of /v1/models.
	 * @return string[] In the order of the alphabet.
	 */
	public static function of( array $told ): array {
		$names = array();
		foreach ( isset( $told['data'] ) && is_array( $told['data'] ) ? $told['data'] : array() as $row ) {
			$gives = $row['architecture']['output_modalities'] ?? array( 'text' );
			if ( isset( $row['id'] ) && is_string( $row['id'] ) && in_array( 'text', (array) $gives, true ) ) {
				$names[] = $row['id'];
			}
		}
		sort( $names );
		return array_values( array_unique( $names ) );
	}
}
