<?php
/**
 * What is tidied up every day, and when the plugin is turned on or off.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Deletes locks and credentials that are over, and long tasks that are too old to be asked for. Core deletes old transients itself.
 */
final class Sweep {

	/**
	 * Registers the hooks: core's own daily event, and the plugin's beginning and end.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'delete_expired_transients', array( __CLASS__, 'daily' ) );
		register_deactivation_hook( AIGW_FILE, array( __CLASS__, 'stop' ) );
		register_activation_hook( AIGW_FILE, array( __CLASS__, 'begin' ) );
	}

	/**
	 * The plugin is turned off: WP-Cron has nothing to do for it any more. Long tasks wait.
	 *
	 * @param bool $network Whether on all sites.
	 * @return void
	 */
	public static function stop( $network = false ) {
		self::everywhere(
			(bool) $network,
			static function () {
				wp_unschedule_hook( LongTasks::HOOK );
				wp_unschedule_hook( Shortcode::REFRESH );
			}
		);
	}

	/**
	 * The plugin is turned on, perhaps again: long tasks go on.
	 *
	 * @param bool $network Whether on all sites.
	 * @return void
	 */
	public static function begin( $network = false ) {
		self::everywhere( (bool) $network, array( LongTasks::class, 'resume' ) );
	}

	/**
	 * Does something on this site, or on all; a large network's sites see to it themselves, day by day.
	 *
	 * @param bool     $all Whether on all sites.
	 * @param callable $job What.
	 * @return void
	 */
	private static function everywhere( bool $all, callable $job ) {
		if ( ! $all || ! is_multisite() || wp_is_large_network() ) {
			$job();
			return;
		}
		foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0, 'network_id' => get_current_network_id() ) ) as $site ) {
			switch_to_blog( (int) $site );
			$job();
			restore_current_blog();
		}
	}

	/**
	 * Deletes.
	 *
	 * @return void
	 */
	public static function daily() {
		Lock::sweep();
		LongTasks::resume();
		Credentials::tidy();
		if ( is_multisite() && is_main_site() ) {
			Credentials::tidy( true );
		}
		/**
		 * Days that a long task is kept with its answer.
		 *
		 * @param int $days Days; 0 keeps them until somebody erases them.
		 */
		$days = (int) apply_filters( 'aigw_task_days', 30 );
		if ( $days <= 0 ) {
			return;
		}
		$old = get_posts( array( 'post_type' => LongTasks::TYPE, 'post_status' => 'any', 'fields' => 'ids', 'posts_per_page' => 200, 'date_query' => array( array( 'column' => 'post_date_gmt', 'before' => $days . ' days ago' ) ) ) );
		foreach ( $old as $post ) {
			wp_delete_post( $post, true );
		}
	}
}
