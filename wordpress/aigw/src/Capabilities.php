<?php
/**
 * Who may do what.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use Aigw\AiClient\KeyGuard;
use Aigw\AiClient\Registration;

defined( 'ABSPATH' ) || exit;

/**
 * Two capabilities: `aigw_use` (spend) and `aigw_manage` (settings, costs, request ids).
 */
final class Capabilities {

	const USE    = 'aigw_use';
	const MANAGE = 'aigw_manage';
	const MARK   = 'aigw_version';

	/**
	 * Registers the hooks that grant.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'init', array( __CLASS__, 'grant_once' ), 1 );
	}

	/**
	 * Grants once a site, whichever way the plugin came to be active.
	 *
	 * @return void
	 */
	public static function grant_once() {
		$before = get_option( self::MARK );
		if ( AIGW_VERSION === $before ) {
			return;
		}
		if ( false === $before ) { // What an administrator took from a role later stays taken.
			self::grant();
		}
		// An option that is there is loaded with all others; one that is not costs every page a query.
		add_option( Settings::OPTION, array() );
		if ( Registration::possible() ) {
			add_option( KeyGuard::SETTING, '' );
		}
		update_option( self::MARK, AIGW_VERSION );
	}

	/**
	 * Gives the capabilities to the roles of the current site.
	 *
	 * @return void
	 */
	public static function grant() {
		/**
		 * Roles that may use AI. Set before the plugin is first active; afterwards the roles themselves are what counts.
		 *
		 * @param string[] $roles Editors and administrators.
		 */
		$use = (array) apply_filters( 'aigw_use_roles', array( 'administrator', 'editor' ) );
		/**
		 * Roles that may change the settings and see costs.
		 *
		 * @param string[] $roles Administrators.
		 */
		$manage = (array) apply_filters( 'aigw_manage_roles', array( 'administrator' ) );
		foreach ( array( self::USE => $use, self::MANAGE => $manage ) as $capability => $roles ) {
			foreach ( $roles as $name ) {
				$role = get_role( (string) $name );
				if ( $role && ! $role->has_cap( $capability ) ) {
					$role->add_cap( $capability );
				}
			}
		}
	}
}
