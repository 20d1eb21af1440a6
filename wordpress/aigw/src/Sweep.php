<?php
/**
 * What is thrown away every day.
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
	 * Registers the hook: core's own daily event.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'delete_expired_transients', array( __CLASS__, 'daily' ) );
	}

	/**
	 * Deletes.
	 *
	 * @return void
	 */
	public static function daily() {
		Lock::sweep();
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
