<?php
/**
 * How often one visitor may ask.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Attribution;
use Aigw\Capabilities;
use Aigw\Gateway;
use Aigw\Settings;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Counts questions of one visitor before a token is minted or a worker is spent; the gateway counts again, and money too.
 */
final class Throttle {

	/**
	 * Counts one question.
	 *
	 * @return true|WP_Error
	 */
	public static function count() {
		if ( current_user_can( Capabilities::USE ) ) {
			return true;
		}
		$who   = Attribution::now()->user();
		$now   = time();
		$spans = array(
			'rate_limited_minute' => array( (int) Settings::get( 'visitor_rpm' ), MINUTE_IN_SECONDS ),
			'rate_limited_day'    => array( (int) Settings::get( 'visitor_rpd' ), DAY_IN_SECONDS ),
		);
		foreach ( $spans as $code => list( $most, $span ) ) {
			$left = $span - $now % $span;
			if ( $most > 0 && self::up( 'aigw_t_' . md5( $who . '|' . $span . '|' . intdiv( $now, $span ) ), $left ) > $most ) {
				return Gateway::error( $code, __( 'The limit for visitors of this site is reached.', 'aigw' ), array( 'status' => 429, 'retry_after' => $left, 'hop' => 'visitor' ) );
			}
		}
		return true;
	}

	/**
	 * The limits that the gateway shall keep for whoever asks: the smaller of these and the others that are set.
	 *
	 * @param array $limits Limits by scope, as the claim has them.
	 * @return array
	 */
	public static function narrowed( array $limits ): array {
		if ( current_user_can( Capabilities::USE ) ) {
			return $limits;
		}
		$own = array_filter(
			array(
				'rpm'        => (int) Settings::get( 'visitor_rpm' ),
				'rpd'        => (int) Settings::get( 'visitor_rpd' ),
				'usd_day'    => (float) Settings::get( 'visitor_usd_day' ),
				'concurrent' => 3,
			)
		);
		foreach ( $own as $name => $value ) {
			$limits['user'][ $name ] = isset( $limits['user'][ $name ] ) ? min( $limits['user'][ $name ], $value ) : $value;
		}
		return $limits;
	}

	/**
	 * Adds one to a counter, which no two requests can do at the same time.
	 *
	 * @param string $key  Key.
	 * @param int    $left Seconds that it is kept.
	 * @return int
	 */
	private static function up( string $key, int $left ): int {
		if ( wp_using_ext_object_cache() ) {
			wp_cache_add( $key, 0, 'aigw', $left );
			return (int) wp_cache_incr( $key, 1, 'aigw' );
		}
		global $wpdb;
		// A transient, but counted in the database: get and set would lose counts between two requests.
		$wpdb->query( $wpdb->prepare( "INSERT INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, '1', 'no') ON DUPLICATE KEY UPDATE option_value = option_value + 1", '_transient_' . $key ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
		$count = (int) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", '_transient_' . $key ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
		if ( 1 === $count ) {
			$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')", '_transient_timeout_' . $key, time() + $left ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
		}
		return $count;
	}
}
