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

	/**
	 * Whether words that stand here may spend: in a post its author must be allowed to; what an editor has rendered must be
	 * wished for by somebody who is; templates and widgets are the site's own.
	 *
	 * @return bool
	 */
	public static function words_may_spend(): bool {
		$post = doing_filter( 'the_content' ) ? get_post() : null;
		if ( $post ) {
			$may = ! $post->post_author || user_can( (int) $post->post_author, self::USE );
		} else {
			$may = ! self::editing() || current_user_can( self::USE );
		}
		/**
		 * Whether a shortcode or a block may ask.
		 *
		 * @param bool          $may  Whether the post's author may use AI.
		 * @param \WP_Post|null $post The post; null outside of one.
		 */
		return (bool) apply_filters( 'aigw_shortcode_allowed', $may, $post );
	}

	/**
	 * Whether something is rendered for an editor rather than for a page: then whoever sent it wrote the words.
	 *
	 * @return bool
	 */
	private static function editing(): bool {
		if ( ! current_user_can( 'edit_posts' ) ) {
			return false; // Nobody renders what such a person wrote.
		}
		if ( ( defined( 'REST_REQUEST' ) && REST_REQUEST ) || is_admin() ) {
			return true;
		}
		$server = did_action( 'rest_api_init' ) ? rest_get_server() : null;
		return null !== $server && method_exists( $server, 'is_dispatching' ) && $server->is_dispatching();
	}
}
