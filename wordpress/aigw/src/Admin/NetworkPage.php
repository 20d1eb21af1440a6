<?php
/**
 * Network Admin > Settings > AI Gateway.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Network;
use Aigw\Settings;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * The network's page on a multisite: one connection for all sites, or a tenant of its own for each.
 */
final class NetworkPage {

	const SLUG   = 'aigw-network';
	const ACTION = 'aigw_network';

	/**
	 * Registers the page's hooks.
	 *
	 * @return void
	 */
	public static function register() {
		if ( is_multisite() ) {
			add_action( 'network_admin_menu', array( __CLASS__, 'menu' ) );
			add_action( 'network_admin_edit_' . self::ACTION, array( __CLASS__, 'save' ) );
		}
	}

	/**
	 * Adds the page.
	 *
	 * @return void
	 */
	public static function menu() {
		add_submenu_page( 'settings.php', __( 'AI Gateway', 'aigw' ), __( 'AI Gateway', 'aigw' ), 'manage_network_options', self::SLUG, array( __CLASS__, 'show' ) );
	}

	/**
	 * Takes the form.
	 *
	 * @return void
	 */
	public static function save() {
		check_admin_referer( self::ACTION );
		if ( ! current_user_can( 'manage_network_options' ) ) {
			wp_die( esc_html__( 'You may not change this.', 'aigw' ), 403 );
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- a code has its own reader, switches become booleans.
		$done = self::apply( wp_unslash( $_POST ) );
		$code = is_wp_error( $done ) ? $done->get_error_code() : 'saved';
		wp_safe_redirect( add_query_arg( array( 'page' => self::SLUG, 'aigw-done' => $code ), network_admin_url( 'settings.php' ) ) );
		exit;
	}

	/**
	 * Does what the form says.
	 *
	 * @param array $form code, lock_connection, lock_settings, forget, site, site_code.
	 * @return true|WP_Error
	 */
	public static function apply( array $form ) {
		Network::save(
			array(
				'lock_connection' => ! empty( $form['lock_connection'] ),
				'lock_settings'   => ! empty( $form['lock_settings'] ),
			)
		);
		if ( ! empty( $form['lock_settings'] ) ) {
			$main = get_blog_option( get_main_site_id(), Settings::OPTION );
			Network::save( array( 'settings' => is_array( $main ) ? $main : array() ) );
		}
		if ( ! empty( $form['forget'] ) ) {
			Credentials::forget( true );
		}
		$code = is_string( $form['code'] ?? null ) ? trim( $form['code'] ) : '';
		if ( '' !== $code ) {
			$parts = ConnectCode::parse( $code );
			if ( is_wp_error( $parts ) ) {
				return $parts;
			}
			Network::vouch( $parts['url'] );
			Credentials::store( $parts, true );
		}
		$site_code = is_string( $form['site_code'] ?? null ) ? trim( $form['site_code'] ) : '';
		return '' === $site_code ? true : self::give( absint( $form['site'] ?? 0 ), $site_code );
	}

	/**
	 * Gives a site a tenant of its own.
	 *
	 * @param int    $site Number of the site.
	 * @param string $code Connect code.
	 * @return true|WP_Error
	 */
	public static function give( int $site, string $code ) {
		$parts = ConnectCode::parse( $code );
		if ( is_wp_error( $parts ) ) {
			return $parts;
		}
		if ( ! get_site( $site ) ) {
			return new WP_Error( 'aigw_no_site', __( 'There is no site of that number.', 'aigw' ) );
		}
		Network::vouch( $parts['url'] );
		switch_to_blog( $site );
		Credentials::store( $parts, false );
		restore_current_blog();
		return true;
	}

	/**
	 * Which connection each site has; at most 100 sites.
	 *
	 * @return array Rows: id, name, url, tenant, source.
	 */
	public static function sites(): array {
		$rows = array();
		foreach ( get_sites( array( 'number' => 100, 'fields' => 'ids' ) ) as $id ) {
			switch_to_blog( (int) $id );
			$now    = Connection::current();
			$rows[] = array(
				'id'     => (int) $id,
				'name'   => (string) get_option( 'blogname' ),
				'url'    => home_url(),
				'tenant' => $now->configured() ? $now->tenant() : '',
				'source' => $now->problem() ? 'problem' : $now->source(),
			);
			restore_current_blog();
		}
		return $rows;
	}

	/**
	 * Prints the page.
	 *
	 * @return void
	 */
	public static function show() {
		echo '<div class="wrap aigw-settings"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
		// phpcs:ignore WordPress.Security.NonceVerification -- only which message to show.
		$done = isset( $_GET['aigw-done'] ) ? sanitize_key( $_GET['aigw-done'] ) : '';
		if ( 'saved' === $done ) {
			echo '<div class="notice notice-success"><p>' . esc_html__( 'Saved.', 'aigw' ) . '</p></div>';
		} elseif ( '' !== $done ) {
			echo '<div class="notice notice-error"><p>' . esc_html__( 'The connect code could not be used: it is incomplete, or no connect code. The connection stays as it was.', 'aigw' ) . '</p></div>';
		}
		echo '<form method="post" action="' . esc_url( network_admin_url( 'edit.php?action=' . self::ACTION ) ) . '">';
		wp_nonce_field( self::ACTION );
		$kept = Credentials::load( true );
		echo '<h2>' . esc_html__( 'For all sites', 'aigw' ) . '</h2><table class="form-table" role="presentation"><tr><th scope="row"><label for="aigw-code">' . esc_html__( 'Connect code', 'aigw' ) . '</label></th><td>';
		echo '<input type="password" class="regular-text code" id="aigw-code" name="code" value="" autocomplete="off" spellcheck="false" placeholder="aigw1_…"><p class="description">';
		if ( is_wp_error( $kept ) ) {
			echo esc_html( $kept->get_error_message() );
		} elseif ( isset( $kept['current'] ) ) {
			/* translators: 1: address of the gateway, 2: tenant. */
			echo esc_html( sprintf( __( 'Connected to %1$s as %2$s. Leave the field empty to keep that.', 'aigw' ), $kept['current']['url'], $kept['current']['tenant'] ) );
		} else {
			esc_html_e( 'Used by every site that has no connection of its own.', 'aigw' );
		}
		echo '</p></td></tr><tr><th scope="row">' . esc_html__( 'Sites', 'aigw' ) . '</th><td>';
		self::box( 'lock_connection', Network::locked(), __( 'Every site uses this connection; none has its own.', 'aigw' ) );
		self::box( 'lock_settings', Network::settings_locked(), __( 'Every site uses the main site\'s other settings as they are when this is saved.', 'aigw' ) );
		self::box( 'forget', false, __( 'Forget the network\'s connection.', 'aigw' ) );
		echo '</td></tr></table><h2>' . esc_html__( 'A tenant for one site', 'aigw' ) . '</h2><p><label for="aigw-site">' . esc_html__( 'Site', 'aigw' ) . '</label> <select id="aigw-site" name="site">';
		$rows = self::sites();
		foreach ( $rows as $row ) {
			echo '<option value="' . esc_attr( (string) $row['id'] ) . '">' . esc_html( $row['name'] . ' (' . $row['url'] . ')' ) . '</option>';
		}
		echo '</select> <label for="aigw-site-code">' . esc_html__( 'Connect code', 'aigw' ) . '</label> <input type="password" class="regular-text code" id="aigw-site-code" name="site_code" value="" autocomplete="off"></p>';
		submit_button();
		echo '</form>';
		self::table( $rows );
		echo '</div>';
	}

	/**
	 * Prints a switch.
	 *
	 * @param string $name  Name.
	 * @param bool   $on    Whether it is on.
	 * @param string $label Label.
	 * @return void
	 */
	private static function box( string $name, bool $on, string $label ) {
		echo '<p><label><input type="checkbox" name="' . esc_attr( $name ) . '" value="1"' . checked( $on, true, false ) . '> ' . esc_html( $label ) . '</label></p>';
	}

	/**
	 * Prints which site uses what.
	 *
	 * @param array $rows Of sites().
	 * @return void
	 */
	private static function table( array $rows ) {
		$words = array(
			'network'     => __( 'the network\'s', 'aigw' ),
			'site'        => __( 'its own', 'aigw' ),
			'constant'    => __( 'wp-config.php', 'aigw' ),
			'environment' => __( 'environment of the server', 'aigw' ),
			'problem'     => __( 'cannot be opened: paste the code again', 'aigw' ),
			''            => __( 'none', 'aigw' ),
		);
		echo '<table class="widefat striped"><thead><tr><th scope="col">' . esc_html__( 'Site', 'aigw' ) . '</th><th scope="col">' . esc_html__( 'Connection', 'aigw' ) . '</th><th scope="col">' . esc_html__( 'Tenant', 'aigw' ) . '</th></tr></thead><tbody>';
		foreach ( $rows as $row ) {
			echo '<tr><td><a href="' . esc_url( get_admin_url( $row['id'], 'options-general.php?page=' . SettingsPage::SLUG ) ) . '">' . esc_html( $row['name'] ) . '</a><br>' . esc_html( $row['url'] ) . '</td><td>' . esc_html( $words[ $row['source'] ] ?? $row['source'] ) . '</td><td>' . esc_html( $row['tenant'] ) . '</td></tr>';
		}
		echo '</tbody></table>';
	}
}
