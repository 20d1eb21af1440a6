<?php
/**
 * The key in the connector's card.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use WP_REST_Request;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps the last good key when core, unable to reach the gateway for its check, would wipe it.
 *
 * Core saves a typed key, asks for the list of models with it, and empties the setting if that fails, for whatever reason.
 */
final class KeyGuard {

	const SETTING = 'connectors_ai_aigw_api_key';

	/**
	 * The key before the one that was just typed.
	 *
	 * @var string|null
	 */
	private static $before = null;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'update_option_' . self::SETTING, array( __CLASS__, 'changed' ), 10, 1 );
		add_action( 'add_option_' . self::SETTING, array( __CLASS__, 'added' ), 10, 0 ); // So core calls what was empty before.
		add_filter( 'pre_update_option_' . self::SETTING, array( __CLASS__, 'keep' ), 10, 2 );
		add_filter( 'rest_request_before_callbacks', array( __CLASS__, 'ask_anew' ), 10, 3 );
	}

	/**
	 * Remembers the key that was there before.
	 *
	 * @param mixed $old The key before.
	 * @return void
	 */
	public static function changed( $old ) {
		self::$before = is_string( $old ) ? $old : '';
	}

	/**
	 * Remembers that there was none before.
	 *
	 * @return void
	 */
	public static function added() {
		self::$before = '';
	}

	/**
	 * Instead of emptying the setting after a check that reached nobody, puts back the key before.
	 *
	 * @param mixed $value What is to be saved.
	 * @param mixed $old   What is there.
	 * @return mixed
	 */
	public static function keep( $value, $old ) {
		if ( '' !== $value || ! Availability::unreached() ) {
			return $value;
		}
		return null === self::$before || '' === self::$before ? $old : self::$before;
	}

	/**
	 * Whoever saves a key wants to know now, not what was true half a minute ago.
	 *
	 * @param mixed           $response Not touched.
	 * @param array           $handler  Not used.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed
	 */
	public static function ask_anew( $response, $handler, $request ) {
		if ( '/wp/v2/settings' === $request->get_route() && is_string( $request[ self::SETTING ] ) && '' !== $request[ self::SETTING ] ) {
			add_filter( 'transient_' . self::transient( $request[ self::SETTING ] ), '__return_false' );
		}
		return $response;
	}

	/**
	 * The name under which the list of a key is kept.
	 *
	 * @param string $key A key.
	 * @return string
	 */
	private static function transient( string $key ): string {
		return 'aigw_models_' . substr( hash_hmac( 'sha256', Provider::url() . '|' . sanitize_text_field( $key ), wp_salt( 'auth' ) ), 0, 32 );
	}
}
