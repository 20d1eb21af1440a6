<?php
/**
 * Leaves nothing behind: options, transients, user meta, cron events and capabilities, on every site.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

if ( ! function_exists( 'aigw_uninstall_site' ) ) {

	/**
	 * Cleans the current site.
	 *
	 * @return void
	 */
	function aigw_uninstall_site() {
		global $wpdb;

		foreach ( (array) _get_cron_array() as $events ) {
			foreach ( array_keys( (array) $events ) as $hook ) {
				if ( 0 === strpos( (string) $hook, 'aigw_' ) ) {
					wp_unschedule_hook( $hook );
				}
			}
		}
		foreach ( wp_roles()->role_objects as $role ) {
			$role->remove_cap( 'aigw_use' );
			$role->remove_cap( 'aigw_manage' );
		}
		// Single users to whom another plugin, or WP-CLI, gave them.
		$users = $wpdb->get_col( // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a query for users by a capability needs WordPress 5.9.
			$wpdb->prepare( "SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND meta_value LIKE %s", $wpdb->get_blog_prefix() . 'capabilities', '%' . $wpdb->esc_like( '"aigw_' ) . '%' )
		);
		foreach ( $users as $id ) {
			$user = new WP_User( (int) $id, '', get_current_blog_id() );
			$user->remove_cap( 'aigw_use' );
			$user->remove_cap( 'aigw_manage' );
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- names are not known one by one.
		$names = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s",
				$wpdb->esc_like( 'aigw_' ) . '%',
				$wpdb->esc_like( '_transient_aigw_' ) . '%',
				$wpdb->esc_like( '_transient_timeout_aigw_' ) . '%',
				$wpdb->esc_like( 'connectors_ai_aigw_' ) . '%'
			)
		);
		foreach ( $names as $name ) {
			delete_option( $name );
		}
		// Long tasks with their questions and answers; the plugin and its post type are gone already.
		$posts = $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM {$wpdb->posts} WHERE post_type = %s", 'aigw_task' ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
		foreach ( $posts as $post ) {
			wp_delete_post( (int) $post, true );
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- tables of the plugin, if a part made any.
		$tables = $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . 'aigw_' ) . '%' ) );
		foreach ( $tables as $table ) {
			$wpdb->query( 'DROP TABLE IF EXISTS `' . esc_sql( $table ) . '`' ); // phpcs:ignore WordPress.DB -- its own table.
		}
	}

	/**
	 * Cleans what sites share: user meta, and on a multisite the options of its networks.
	 *
	 * @return void
	 */
	function aigw_uninstall_shared() {
		global $wpdb;

		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- names are not known one by one.
		$keys = $wpdb->get_col( $wpdb->prepare( "SELECT DISTINCT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE %s OR meta_key LIKE %s", $wpdb->esc_like( 'aigw_' ) . '%', $wpdb->esc_like( '_aigw_' ) . '%' ) );
		foreach ( $keys as $key ) {
			delete_metadata( 'user', 0, $key, '', true );
		}
		if ( ! is_multisite() ) {
			delete_option( '_site_transient_aigw_credential_flip' );
			delete_option( '_site_transient_timeout_aigw_credential_flip' );
			return;
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- likewise.
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT site_id, meta_key FROM {$wpdb->sitemeta} WHERE meta_key LIKE %s OR meta_key LIKE %s OR meta_key LIKE %s", $wpdb->esc_like( 'aigw_' ) . '%', $wpdb->esc_like( '_site_transient_aigw_' ) . '%', $wpdb->esc_like( '_site_transient_timeout_aigw_' ) . '%' ) );
		foreach ( $rows as $row ) {
			delete_network_option( (int) $row->site_id, $row->meta_key );
		}
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $aigw_site ) {
		switch_to_blog( (int) $aigw_site );
		aigw_uninstall_site();
		restore_current_blog();
	}
} else {
	aigw_uninstall_site();
}
aigw_uninstall_shared();
