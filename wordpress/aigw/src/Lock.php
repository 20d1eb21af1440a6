<?php
/**
 * One at a time.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * A lock that only one request can hold, and that ends by itself should its holder die.
 *
 * The object cache's "add" decides where there is one that lasts, else the database's unique key.
 */
final class Lock {

	const MARK = 'aigw_lock_';

	/**
	 * Takes a lock.
	 *
	 * @param string $name    Name.
	 * @param int    $seconds Seconds that it lasts at most.
	 * @return bool Whether it was free.
	 */
	public static function take( string $name, int $seconds ): bool {
		$key = self::key( $name );
		if ( wp_using_ext_object_cache() ) {
			return wp_cache_add( $key, 1, 'aigw', $seconds );
		}
		global $wpdb;
		$now = time();
		$new = $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')", $key, $now + $seconds ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- the unique key is what decides, which add_option() hides.
		if ( 1 === $new ) {
			return true;
		}
		// One that is over: of two who find it only one changes it.
		return 1 === $wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s AND CAST(option_value AS UNSIGNED) <= %d", $now + $seconds, $key, $now ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- likewise.
	}

	/**
	 * Gives a lock back.
	 *
	 * @param string $name Name.
	 * @return void
	 */
	public static function free( string $name ) {
		$key = self::key( $name );
		if ( wp_using_ext_object_cache() ) {
			wp_cache_delete( $key, 'aigw' );
			return;
		}
		global $wpdb;
		$wpdb->delete( $wpdb->options, array( 'option_name' => $key ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- likewise.
	}

	/**
	 * Takes locks out of the database that are over; WP-Cron does it daily.
	 *
	 * @return void
	 */
	public static function sweep() {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s AND CAST(option_value AS UNSIGNED) <= %d", $wpdb->esc_like( self::MARK ) . '%', time() ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- names are not known one by one.
	}

	/**
	 * The option's or cache's key.
	 *
	 * @param string $name Name.
	 * @return string
	 */
	private static function key( string $name ): string {
		return self::MARK . md5( $name );
	}
}
