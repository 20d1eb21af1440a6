<?php
/**
 * What a multisite's owner decides for all sites.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Decisions of the network's administrator, in the network option `aigw_network`.
 */
final class Network {

	const OPTION = 'aigw_network';

	/**
	 * Whether every site must use the network's connection.
	 *
	 * @return bool
	 */
	public static function locked(): bool {
		return self::get()['lock_connection'];
	}

	/**
	 * Whether sites must use the network's settings.
	 *
	 * @return bool
	 */
	public static function settings_locked(): bool {
		return self::get()['lock_settings'];
	}

	/**
	 * The network's settings: defaults for its sites, or what counts where they are locked.
	 *
	 * @return array
	 */
	public static function settings(): array {
		return self::get()['settings'];
	}

	/**
	 * Whether an address may be one that only this server can reach. Who manages one site of a network is not trusted with that:
	 * of such an address the network's administrator must have said that it is a gateway.
	 *
	 * @param string $url An address.
	 * @return bool
	 */
	public static function vouches( string $url ): bool {
		return ! is_multisite() || in_array( Reach::place( $url ), self::get()['gateways'], true );
	}

	/**
	 * Remembers that an address is a gateway.
	 *
	 * @param string $url An address, from the network's administrator.
	 * @return void
	 */
	public static function vouch( string $url ) {
		if ( ! self::vouches( $url ) ) {
			self::save( array( 'gateways' => array_merge( self::get()['gateways'], array( Reach::place( $url ) ) ) ) );
		}
	}

	/**
	 * Keeps decisions.
	 *
	 * @param array $values lock_connection, lock_settings, settings, gateways; what is absent stays.
	 * @return void
	 */
	public static function save( array $values ) {
		update_site_option( self::OPTION, array_intersect_key( $values, self::get() ) + self::get() );
	}

	/**
	 * All decisions.
	 *
	 * @return array
	 */
	private static function get(): array {
		$option = is_multisite() ? get_site_option( self::OPTION ) : array();
		$option = is_array( $option ) ? $option : array();
		return array(
			'lock_connection' => ! empty( $option['lock_connection'] ),
			'lock_settings'   => ! empty( $option['lock_settings'] ),
			'gateways'        => isset( $option['gateways'] ) && is_array( $option['gateways'] ) ? $option['gateways'] : array(),
			'settings'        => isset( $option['settings'] ) && is_array( $option['settings'] ) ? $option['settings'] : array(),
		);
	}
}
