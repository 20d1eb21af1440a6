<?php
/**
 * Values that the server's owner fixed.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * What is fixed by an environment variable or a constant in wp-config.php, in that order (as core does for its connectors).
 */
final class Environment {

	/**
	 * The value, or '' where nothing is fixed.
	 *
	 * @param string $name For example AIGW_URL.
	 * @return string
	 */
	public static function get( string $name ): string {
		$value = getenv( $name );
		if ( is_string( $value ) && '' !== trim( $value ) ) {
			return trim( $value );
		}
		if ( defined( $name ) && is_scalar( constant( $name ) ) ) {
			$value = constant( $name );
			return is_bool( $value ) ? ( $value ? '1' : '0' ) : trim( (string) $value );
		}
		return '';
	}

	/**
	 * Whether the value is fixed.
	 *
	 * @param string $name For example AIGW_URL.
	 * @return bool
	 */
	public static function has( string $name ): bool {
		return '' !== self::get( $name );
	}

	/**
	 * Where the value is fixed: 'environment', 'constant' or ''.
	 *
	 * @param string $name For example AIGW_URL.
	 * @return string
	 */
	public static function source( string $name ): string {
		$value = getenv( $name );
		if ( is_string( $value ) && '' !== trim( $value ) ) {
			return 'environment';
		}
		return self::has( $name ) ? 'constant' : '';
	}
}
