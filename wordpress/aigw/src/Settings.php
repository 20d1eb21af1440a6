<?php
/**
 * Settings that are no secret.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * The settings: what the server's owner fixed (AIGW_ and the key in capitals), else the network's where locked, else the site's, else the network's, else the default.
 */
final class Settings {

	const OPTION = 'aigw_settings';

	/**
	 * Every key with its default; the default's type is the key's type.
	 */
	const DEFAULTS = array(
		'default_model'   => '',
		'front_timeout'   => 2.0,
		'admin_timeout'   => 60.0,
		'answer_ttl'      => 3600,
		'log_level'       => 'error',
		'stream'          => true,
		'stream_model'    => '',
		'stream_tokens'   => 512,
		'visitor_rpm'     => 5,
		'visitor_rpd'     => 50,
		'visitor_usd_day' => 0.05,
		'role_limits'     => array(),
		'feature_limits'  => array(),
		'caller_limits'   => array(),
		'user_limits'     => array(),
		'classifai'       => false,
		'prefer_in_core'  => true,
		'webhook_age'     => 300,
	);

	/**
	 * Lowest and highest value of numbers.
	 */
	const RANGES = array(
		'front_timeout'   => array( 0.2, 10.0 ),
		'admin_timeout'   => array( 2.0, 300.0 ),
		'answer_ttl'      => array( 0, 2592000 ),
		'stream_tokens'   => array( 1, 32768 ),
		'visitor_rpm'     => array( 0, 1000 ),
		'visitor_rpd'     => array( 0, 100000 ),
		'visitor_usd_day' => array( 0.0, 1000.0 ),
		'webhook_age'     => array( 30, 3600 ),
	);

	/**
	 * The value of a key.
	 *
	 * @param string $key One of DEFAULTS.
	 * @return mixed Null for a key that does not exist.
	 */
	public static function get( string $key ) {
		if ( ! array_key_exists( $key, self::DEFAULTS ) ) {
			return null;
		}
		$fixed = Environment::get( self::constant( $key ) );
		if ( '' !== $fixed ) {
			return self::clean( $key, is_array( self::DEFAULTS[ $key ] ) ? json_decode( $fixed, true ) : $fixed );
		}
		$network = Network::settings();
		if ( Network::settings_locked() ) {
			return array_key_exists( $key, $network ) ? $network[ $key ] : self::DEFAULTS[ $key ];
		}
		$own = get_option( self::OPTION );
		if ( is_array( $own ) && array_key_exists( $key, $own ) ) {
			return $own[ $key ];
		}
		return array_key_exists( $key, $network ) ? $network[ $key ] : self::DEFAULTS[ $key ];
	}

	/**
	 * Whether a key cannot be changed on this site.
	 *
	 * @param string $key One of DEFAULTS.
	 * @return bool
	 */
	public static function locked( string $key ): bool {
		return Environment::has( self::constant( $key ) ) || Network::settings_locked();
	}

	/**
	 * All keys with their values.
	 *
	 * @return array
	 */
	public static function all(): array {
		$all = array();
		foreach ( array_keys( self::DEFAULTS ) as $key ) {
			$all[ $key ] = self::get( $key );
		}
		return $all;
	}

	/**
	 * Keeps values on this site; what is absent, locked or unknown stays as it is.
	 *
	 * @param array $values Key and value.
	 * @return void
	 */
	public static function save( array $values ) {
		$own = get_option( self::OPTION );
		update_option( self::OPTION, self::merge( is_array( $own ) ? $own : array(), $values ) );
	}

	/**
	 * Old values with cleaned new ones over them.
	 *
	 * @param array $own    Values that are kept now.
	 * @param array $values New values.
	 * @return array
	 */
	public static function merge( array $own, array $values ): array {
		foreach ( array_intersect_key( $values, self::DEFAULTS ) as $key => $value ) {
			if ( ! self::locked( $key ) ) {
				$own[ $key ] = self::clean( $key, $value );
			}
		}
		return array_intersect_key( $own, self::DEFAULTS );
	}

	/**
	 * A value of the right type and within its range.
	 *
	 * @param string $key   One of DEFAULTS.
	 * @param mixed  $value As typed.
	 * @return mixed
	 */
	public static function clean( string $key, $value ) {
		$default = self::DEFAULTS[ $key ];
		if ( is_array( $default ) ) {
			return is_array( $value ) ? map_deep( $value, 'sanitize_text_field' ) : $default;
		}
		if ( is_bool( $default ) ) {
			return is_scalar( $value ) && filter_var( $value, FILTER_VALIDATE_BOOLEAN );
		}
		if ( is_int( $default ) || is_float( $default ) ) {
			if ( ! is_numeric( $value ) ) {
				return $default;
			}
			list( $low, $high ) = self::RANGES[ $key ] ?? array( 0, PHP_INT_MAX );
			$value              = max( $low, min( $high, (float) $value ) );
			return is_int( $default ) ? (int) round( $value ) : (float) $value;
		}
		$text = is_scalar( $value ) ? sanitize_text_field( (string) $value ) : '';
		if ( 'log_level' === $key ) {
			return in_array( $text, array( 'off', 'error', 'info' ), true ) ? $text : $default;
		}
		return $text;
	}

	/**
	 * The constant that fixes a key.
	 *
	 * @param string $key One of DEFAULTS.
	 * @return string
	 */
	public static function constant( string $key ): string {
		return 'AIGW_' . strtoupper( $key );
	}
}
