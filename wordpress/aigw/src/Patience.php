<?php
/**
 * How long somebody may be kept waiting.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Seconds that a call may take here. All calls of one page together take no longer than the setting `front_timeout` says.
 */
final class Patience {

	/**
	 * Less than this is not worth a try, in seconds.
	 */
	const LEAST = 0.1;

	/**
	 * Seconds that this request has waited already.
	 *
	 * @var float
	 */
	private static $waited = 0.0;

	/**
	 * When the request began that waited; a process may serve many.
	 *
	 * @var float
	 */
	private static $request = 0.0;

	/**
	 * Whether a page of the public site is being made, or an answer to somebody who neither writes here nor may use AI.
	 *
	 * @return bool
	 */
	public static function on_page(): bool {
		if ( wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI ) ) {
			return false;
		}
		if ( wp_doing_ajax() || ( defined( 'REST_REQUEST' ) && REST_REQUEST ) ) {
			return ! current_user_can( Capabilities::USE ) && ! current_user_can( 'edit_posts' );
		}
		return ! is_admin() || ! is_user_logged_in();
	}

	/**
	 * Seconds that one call may take.
	 *
	 * @return float
	 */
	public static function seconds(): float {
		return self::on_page() ? self::left() : (float) Settings::get( 'admin_timeout' );
	}

	/**
	 * Seconds that this page may still wait.
	 *
	 * @return float
	 */
	public static function left(): float {
		$began = (float) ( $_SERVER['REQUEST_TIME_FLOAT'] ?? 0 ); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- a number.
		if ( $began !== self::$request ) {
			self::$request = $began;
			self::$waited  = 0.0;
		}
		return max( 0.0, (float) Settings::get( 'front_timeout' ) - self::$waited );
	}

	/**
	 * Takes note of a wait.
	 *
	 * @param float $seconds Seconds.
	 * @return void
	 */
	public static function waited( float $seconds ) {
		self::left();
		self::$waited += max( 0.0, $seconds );
	}

	/**
	 * Begins anew, as a new page does.
	 *
	 * @return void
	 */
	public static function renew() {
		self::$waited = 0.0;
	}
}
