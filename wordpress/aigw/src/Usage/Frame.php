<?php
/**
 * What the pages about usage have in common.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

use Aigw\Admin\SettingsPage;
use Aigw\Capabilities;

defined( 'ABSPATH' ) || exit;

/**
 * Menu, head and tabs of the admin pages Usage, Limits and Other plugins.
 */
final class Frame {

	const MENU = 'aigw-usage';

	/**
	 * Adds a page to the menu; the first one makes the menu.
	 *
	 * @param string   $slug  The page's slug.
	 * @param string   $title Its title.
	 * @param callable $show  Prints it.
	 * @return void
	 */
	public static function add( string $slug, string $title, callable $show ) {
		if ( self::MENU === $slug ) {
			add_menu_page( $title, __( 'AI usage', 'aigw' ), Capabilities::MANAGE, $slug, $show, 'dashicons-chart-bar', 81 );
		}
		$hook = add_submenu_page( self::MENU, $title, $title, Capabilities::MANAGE, $slug, $show );
		add_action(
			'admin_enqueue_scripts',
			static function ( $current ) use ( $hook, $slug ) {
				if ( $current === $hook || 'toplevel_page_' . $slug === $current ) {
					wp_enqueue_style( 'aigw-usage', plugins_url( 'assets/usage.css', AIGW_FILE ), array(), AIGW_VERSION );
				}
			}
		);
	}

	/**
	 * Prints the head, or ends with 403 for whoever may not see it.
	 *
	 * @param string $current Slug of the page.
	 * @param string $title   Title.
	 * @return void
	 */
	public static function head( string $current, string $title ) {
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			wp_die( esc_html__( 'You are not allowed to see this page.', 'aigw' ), '', array( 'response' => 403 ) );
		}
		echo '<div class="wrap aigw-usage"><h1>' . esc_html( $title ) . '</h1>';
		self::tabs( $current );
	}

	/**
	 * Prints the tabs that lead from each page of the plugin to the others.
	 *
	 * @param string $current Slug of the page.
	 * @return void
	 */
	public static function tabs( string $current ) {
		$tabs = array(
			SettingsPage::SLUG => array( SettingsPage::url(), __( 'Connection', 'aigw' ) ),
			self::MENU         => array( admin_url( 'admin.php?page=' . self::MENU ), __( 'Usage', 'aigw' ) ),
			LimitsPage::SLUG   => array( admin_url( 'admin.php?page=' . LimitsPage::SLUG ), __( 'Limits', 'aigw' ) ),
			OthersPage::SLUG   => array( admin_url( 'admin.php?page=' . OthersPage::SLUG ), __( 'Other plugins', 'aigw' ) ),
		);
		echo '<nav class="nav-tab-wrapper aigw-tabs" aria-label="' . esc_attr__( 'AI Gateway', 'aigw' ) . '">';
		foreach ( $tabs as $slug => $tab ) {
			printf(
				'<a class="nav-tab%1$s"%2$s href="%3$s">%4$s</a>',
				$slug === $current ? ' nav-tab-active' : '',
				$slug === $current ? ' aria-current="page"' : '',
				esc_url( $tab[0] ),
				esc_html( $tab[1] )
			);
		}
		echo '</nav>';
	}

	/**
	 * Prints a notice.
	 *
	 * @param string $text Plain text.
	 * @param string $kind 'error', 'warning', 'info' or 'success'.
	 * @return void
	 */
	public static function notice( string $text, string $kind ) {
		echo '<div class="notice inline notice-' . esc_attr( $kind ) . '"><p>' . esc_html( $text ) . '</p></div>';
	}
}
