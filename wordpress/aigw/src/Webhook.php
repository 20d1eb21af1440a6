<?php
/**
 * Events of the gateway.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

defined( 'ABSPATH' ) || exit;

/**
 * `POST aigw/v1/webhook`: takes events of the gateway, each once, and only with the right signature.
 *
 * `X-SIG` is `sha256=` and the base64 of the HMAC-SHA256 of the raw body with AIGW_WEBHOOK_SECRET. The time is the body's
 * `timestamp` (seconds since 1970), so that the signature covers it; a header `x-aigw-timestamp` may repeat it and must
 * then be the same. The body's `id` names the event: a second one of that id is refused with 409.
 */
final class Webhook {

	const MARK = 'aigw_event_';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'rest_api_init', array( __CLASS__, 'routes' ) );
	}

	/**
	 * Registers the route. Its body is read raw, so it has no argument schema; {@see Webhook::event()} checks every field.
	 *
	 * @return void
	 */
	public static function routes() {
		register_rest_route(
			'aigw/v1',
			'/webhook',
			array(
				'methods'             => 'POST',
				'callback'            => array( __CLASS__, 'receive' ),
				'permission_callback' => array( __CLASS__, 'signed' ),
				'args'                => array(),
			)
		);
	}

	/**
	 * Whether the raw body carries a signature of a secret that is held here.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return true|WP_Error
	 */
	public static function signed( WP_REST_Request $request ) {
		$secrets = self::secrets();
		if ( array() === $secrets ) {
			return new WP_Error( 'aigw_webhook_off', __( 'No AIGW_WEBHOOK_SECRET is set.', 'aigw' ), array( 'status' => 403 ) );
		}
		$given = trim( (string) $request->get_header( 'x-sig' ) );
		foreach ( $secrets as $secret ) {
			$right = 'sha256=' . base64_encode( hash_hmac( 'sha256', (string) $request->get_body(), $secret, true ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- the form of a signature.
			if ( hash_equals( $right, $given ) ) {
				return true;
			}
		}
		return new WP_Error( 'aigw_bad_signature', __( 'The signature does not fit the body.', 'aigw' ), array( 'status' => 401 ) );
	}

	/**
	 * Takes an event whose signature was right.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function receive( WP_REST_Request $request ) {
		$event = self::event( $request );
		if ( is_wp_error( $event ) ) {
			return $event;
		}
		$new = self::claim( $event['id'] );
		if ( null === $new ) {
			return self::not_saved();
		}
		if ( ! $new ) {
			return new WP_Error( 'aigw_replayed', __( 'This event was here before.', 'aigw' ), array( 'status' => 409 ) );
		}
		try {
			/**
			 * A genuine, fresh event of the gateway, told once.
			 *
			 * @param array $event id, timestamp, type, and what the type has.
			 */
			do_action( 'aigw_webhook', $event );
		} catch ( \Throwable $failed ) {
			self::forget( $event['id'] ); // The sender may try again: nothing says that it was saved.
			return self::not_saved();
		}
		return new WP_REST_Response( array( 'ok' => true ), 200 );
	}

	/**
	 * What is said so that the sender tries again.
	 *
	 * @return WP_Error
	 */
	private static function not_saved(): WP_Error {
		return new WP_Error( 'aigw_not_saved', __( 'The event could not be saved.', 'aigw' ), array( 'status' => 500 ) );
	}

	/**
	 * Checks fields and time.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array|WP_Error
	 */
	private static function event( WP_REST_Request $request ) {
		$event = json_decode( (string) $request->get_body(), true, 64 );
		$named = is_array( $event ) && isset( $event['id'] ) && is_string( $event['id'] ) && preg_match( '/^[\x21-\x7e]{1,200}$/', $event['id'] );
		if ( ! $named || ! isset( $event['timestamp'] ) || ! is_int( $event['timestamp'] ) ) {
			return new WP_Error( 'aigw_bad_event', __( 'An event needs an id and a timestamp in seconds.', 'aigw' ), array( 'status' => 400 ) );
		}
		$header = $request->get_header( 'x-aigw-timestamp' );
		if ( null !== $header && trim( $header ) !== (string) $event['timestamp'] ) {
			return new WP_Error( 'aigw_bad_event', __( 'The header\'s timestamp is not the signed one.', 'aigw' ), array( 'status' => 400 ) );
		}
		if ( abs( time() - $event['timestamp'] ) > (int) Settings::get( 'webhook_age' ) ) {
			return new WP_Error( 'aigw_stale', __( 'The event is too old, or a clock is wrong.', 'aigw' ), array( 'status' => 401 ) );
		}
		return $event;
	}

	/**
	 * The secrets that count; more than one while one is replaced by another.
	 *
	 * @return string[]
	 */
	private static function secrets(): array {
		/**
		 * Secrets with which events may be signed.
		 *
		 * @param string[] $secrets AIGW_WEBHOOK_SECRET, where it is set.
		 */
		return array_values( array_filter( (array) apply_filters( 'aigw_webhook_secrets', array( Environment::get( 'AIGW_WEBHOOK_SECRET' ) ) ), 'strlen' ) );
	}

	/**
	 * Remembers an event; of two requests at the same time only one can.
	 *
	 * @param string $id Id of the event.
	 * @return bool|null Whether it is new; null where the database does not say.
	 */
	private static function claim( string $id ): ?bool {
		global $wpdb;
		$new = $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')", self::name( $id ), time() ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a unique key is what decides, which add_option() hides.
		if ( 1 !== $new ) {
			return false === $new ? null : false;
		}
		// Older ones are refused by their time.
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s AND CAST(option_value AS UNSIGNED) < %d LIMIT 100", $wpdb->esc_like( self::MARK ) . '%', time() - 4 * (int) Settings::RANGES['webhook_age'][1] ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
		return true;
	}

	/**
	 * Forgets an event that could not be saved.
	 *
	 * @param string $id Id of the event.
	 * @return void
	 */
	private static function forget( string $id ) {
		global $wpdb;
		$wpdb->delete( $wpdb->options, array( 'option_name' => self::name( $id ) ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	}

	/**
	 * The option that remembers an event.
	 *
	 * @param string $id Id of the event.
	 * @return string
	 */
	private static function name( string $id ): string {
		return self::MARK . hash( 'sha256', $id );
	}
}
