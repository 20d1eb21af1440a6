<?php
/**
 * Style and script of the settings page.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * Loads the settings pages' own style and script there, and nowhere else.
 */
final class Assets {

	/**
	 * Registers the hook.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'admin_enqueue_scripts', array( __CLASS__, 'load' ) );
	}

	/**
	 * Loads style and script.
	 *
	 * @param string $hook The page's hook.
	 * @return void
	 */
	public static function load( $hook ) {
		if ( ! in_array( $hook, array( 'settings_page_aigw', 'settings_page_aigw-network' ), true ) ) {
			return;
		}
		wp_enqueue_style( 'aigw-settings', plugins_url( 'assets/settings.css', AIGW_FILE ), array(), AIGW_VERSION );
		wp_enqueue_script( 'aigw-settings', plugins_url( 'assets/settings.js', AIGW_FILE ), array(), AIGW_VERSION, true );
		wp_localize_script(
			'aigw-settings',
			'aigwSettings',
			array(
				'url'     => admin_url( 'admin-ajax.php' ),
				'nonce'   => wp_create_nonce( TestButton::ACTION ),
				'models'  => wp_create_nonce( ModelNames::ACTION ),
				'list'    => ModelNames::LIST,
				'testing' => __( 'Testing …', 'aigw' ),
				'failed'  => __( 'This site did not answer. Reload the page and try again.', 'aigw' ),
			)
		);
	}
}
