<?php
/**
 * What WordPress's HTTP client may reach.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Lets WordPress's "safe" requests through to the configured gateway, and to nothing else.
 *
 * Core refuses private addresses and most ports in safe requests. A gateway often has both. The
 * exception is for exactly the configured scheme, host and port.
 */
final class Reach {

	/**
	 * Registers the two filters.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'http_request_host_is_external', array( __CLASS__, 'host' ), 10, 3 );
		add_filter( 'http_allowed_safe_ports', array( __CLASS__, 'ports' ), 10, 3 );
	}

	/**
	 * Whether a host counts as one that may be asked.
	 *
	 * @param mixed  $external What core thinks.
	 * @param string $host     Host.
	 * @param string $url      The whole address.
	 * @return mixed
	 */
	public static function host( $external, $host, $url = '' ) {
		return self::is_gateway( (string) $url ) ? true : $external;
	}

	/**
	 * The ports that may be asked.
	 *
	 * @param mixed  $ports What core allows.
	 * @param string $host  Host.
	 * @param string $url   The whole address.
	 * @return mixed
	 */
	public static function ports( $ports, $host, $url = '' ) {
		if ( is_array( $ports ) && self::is_gateway( (string) $url ) ) {
			$ports[] = self::place( (string) $url )[2];
		}
		return $ports;
	}

	/**
	 * Whether an address is on the configured gateway: the same scheme, host and port.
	 *
	 * @param string $url An address.
	 * @return bool
	 */
	public static function is_gateway( string $url ): bool {
		$place = self::place( $url );
		return '' !== $place[1] && self::place( Connection::current()->url() ) === $place;
	}

	/**
	 * Scheme, host and port of an address.
	 *
	 * @param string $url An address.
	 * @return array
	 */
	private static function place( string $url ): array {
		$parts  = wp_parse_url( $url );
		$parts  = is_array( $parts ) ? $parts : array();
		$scheme = strtolower( (string) ( $parts['scheme'] ?? '' ) );
		return array( $scheme, strtolower( (string) ( $parts['host'] ?? '' ) ), (int) ( $parts['port'] ?? ( 'https' === $scheme ? 443 : 80 ) ) );
	}
}
