<?php
/**
 * Who a call is for.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Which plugin, feature, role and (salted) user a call is for; ends in the gateway's ledger and its limits.
 */
final class Attribution {

	/**
	 * What the site's owner calls the use, for example 'shortcode'.
	 *
	 * @var string
	 */
	private $feature;

	/**
	 * Slug of the plugin, 'theme-...' or 'core'.
	 *
	 * @var string
	 */
	private $caller;

	/**
	 * Role of the person, 'visitor' or 'system'.
	 *
	 * @var string
	 */
	private $role;

	/**
	 * Opaque id of the person.
	 *
	 * @var string
	 */
	private $user;

	/**
	 * Makes one of its four parts.
	 *
	 * @param string $feature Feature.
	 * @param string $caller  Plugin.
	 * @param string $role    Role.
	 * @param string $user    Opaque id.
	 */
	private function __construct( string $feature, string $caller, string $role, string $user ) {
		$this->feature = self::word( $feature );
		$this->caller  = self::word( $caller );
		$this->role    = self::word( $role );
		$this->user    = self::word( $user );
	}

	/**
	 * Who is asking right now.
	 *
	 * @param string $feature What for, for example 'shortcode'; may be ''.
	 * @param string $caller  Who spends, where that is known; else the plugin that is found to call.
	 * @return self
	 */
	public static function now( string $feature = '', string $caller = '' ): self {
		$user   = wp_get_current_user();
		$system = wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI );
		$parts  = array(
			'feature' => $feature,
			'caller'  => '' === $caller ? self::calling_plugin() : $caller,
			'role'    => $user->exists() ? (string) ( array_values( $user->roles )[0] ?? ( is_super_admin( $user->ID ) ? 'administrator' : 'none' ) ) : ( $system ? 'system' : 'visitor' ),
			'user'    => $user->exists() ? self::user_id( (int) $user->ID ) : ( $system ? '' : self::visitor() ),
		);
		/**
		 * Who a call is for.
		 *
		 * @param array $parts feature, caller, role, user (opaque).
		 */
		$parts = (array) apply_filters( 'aigw_attribution', $parts ) + $parts;
		return new self( (string) $parts['feature'], (string) $parts['caller'], (string) $parts['role'], (string) $parts['user'] );
	}

	/**
	 * Who asked before, for a call that is sent again: the gateway takes it for the same call only if it is for the same person.
	 *
	 * @param array $claims Of {@see Attribution::claims()}.
	 * @return self
	 */
	public static function of( array $claims ): self {
		return new self( (string) ( $claims['feature'] ?? '' ), (string) ( $claims['caller'] ?? '' ), (string) ( $claims['role'] ?? '' ), (string) ( $claims['user'] ?? '' ) );
	}

	/**
	 * Opaque, salted id of a user of this site: the same for ever, and told to nobody else.
	 *
	 * @param int $id User's number.
	 * @return string
	 */
	public static function user_id( int $id ): string {
		return 'u_' . substr( hash_hmac( 'sha256', 'user|' . $id, wp_salt( 'auth' ) ), 0, 24 );
	}

	/**
	 * Opaque, salted id of the visitor's address, another one every day (UTC); '' where there is no address.
	 *
	 * An IPv6 address counts by its /64, since that is what one household or one machine has.
	 *
	 * @return string
	 */
	public static function visitor(): string {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- checked by inet_pton below.
		$ip = isset( $_SERVER['REMOTE_ADDR'] ) ? wp_unslash( $_SERVER['REMOTE_ADDR'] ) : '';
		/**
		 * The visitor's address. A site behind a proxy answers with what its proxy says; nothing is trusted by itself.
		 *
		 * @param string $ip REMOTE_ADDR.
		 */
		$ip    = (string) apply_filters( 'aigw_visitor_ip', (string) $ip );
		$bytes = filter_var( $ip, FILTER_VALIDATE_IP ) ? inet_pton( $ip ) : false;
		if ( false === $bytes ) {
			return '';
		}
		if ( 16 === strlen( $bytes ) ) {
			$mapped = str_repeat( "\0", 10 ) . "\xff\xff";
			$bytes  = 0 === strpos( $bytes, $mapped ) ? substr( $bytes, 12 ) : substr( $bytes, 0, 8 );
		}
		return 'v_' . substr( hash_hmac( 'sha256', 'visitor|' . gmdate( 'Y-m-d' ) . '|' . bin2hex( $bytes ), wp_salt( 'auth' ) ), 0, 24 );
	}

	/**
	 * What for.
	 *
	 * @return string
	 */
	public function feature(): string {
		return $this->feature;
	}

	/**
	 * Which plugin: its slug, 'theme-' and a theme's name, or 'core'.
	 *
	 * @return string
	 */
	public function caller(): string {
		return $this->caller;
	}

	/**
	 * Role: of the user, 'visitor', or 'system' for cron and the command line.
	 *
	 * @return string
	 */
	public function role(): string {
		return $this->role;
	}

	/**
	 * Opaque id of the user or visitor.
	 *
	 * @return string
	 */
	public function user(): string {
		return $this->user;
	}

	/**
	 * As headers of a request.
	 *
	 * @return array
	 */
	public function headers(): array {
		$headers = array();
		foreach ( $this->claims() as $name => $value ) {
			$headers[ 'x-aigw-' . $name ] = $value;
		}
		return $headers;
	}

	/**
	 * As claims of a token; they win over headers.
	 *
	 * @return array
	 */
	public function claims(): array {
		return array_filter(
			array(
				'user'    => $this->user,
				'feature' => $this->feature,
				'caller'  => $this->caller,
				'role'    => $this->role,
			),
			'strlen'
		);
	}

	/**
	 * The plugin or theme nearest in the stack that is not this plugin.
	 *
	 * @return string
	 */
	private static function calling_plugin(): string {
		$places = array(
			wp_normalize_path( WP_PLUGIN_DIR ) . '/'   => '',
			wp_normalize_path( WPMU_PLUGIN_DIR ) . '/' => '',
			wp_normalize_path( get_theme_root() ) . '/' => 'theme-',
		);
		$mine   = wp_normalize_path( AIGW_DIR ) . '/';
		$real   = wp_normalize_path( (string) realpath( AIGW_DIR ) ) . '/';
		foreach ( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS, 60 ) as $frame ) { // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the only way to know which plugin spends the money.
			$file = isset( $frame['file'] ) ? wp_normalize_path( $frame['file'] ) : '';
			if ( '' === $file || 0 === strpos( $file, $mine ) || 0 === strpos( $file, $real ) ) {
				continue;
			}
			foreach ( $places as $place => $prefix ) {
				if ( 0 === strpos( $file, $place ) ) {
					return $prefix . basename( (string) strtok( substr( $file, strlen( $place ) ), '/' ), '.php' );
				}
			}
		}
		return 'core';
	}

	/**
	 * A word that can travel in a header: no blanks or controls, at most 64 characters. What would lose letters on the way ends in
	 * a check sum, so that two names stay two.
	 *
	 * @param string $text Any text; a word stays as it is.
	 * @return string
	 */
	public static function word( string $text ): string {
		$word = trim( (string) preg_replace( '/[^A-Za-z0-9._:@\/-]+/', '-', $text ), '-' );
		if ( strlen( $word ) <= 64 && ! preg_match( '/[\x80-\xff]/', $text ) ) {
			return $word;
		}
		return ltrim( trim( substr( $word, 0, 55 ), '-' ) . '-' . substr( md5( $text ), 0, 8 ), '-' );
	}
}
