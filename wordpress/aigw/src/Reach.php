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
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'http_request_host_is_external', array( __CLASS__, 'host' ), 10, 3 );
		add_filter( 'http_allowed_safe_ports', array( __CLASS__, 'ports' ), 10, 3 );
		add_action( 'http_api_curl', array( __CLASS__, 'precise' ), 10, 3 );
	}

	/**
	 * Lets a request to the gateway end within a second where it has no more: core's HTTP client makes that a whole one.
	 *
	 * @param mixed  $handle cURL's handle.
	 * @param mixed  $args   Arguments of the request.
	 * @param string $url    The whole address.
	 * @return void
	 */
	public static function precise( $handle, $args, $url ) {
		$seconds = is_array( $args ) ? (float) ( $args['timeout'] ?? 1 ) : 1.0;
		if ( $seconds < 1 && ! empty( $args['blocking'] ) && self::is_gateway( (string) $url ) ) { // Nobody waits for WP-Cron's own.
			curl_setopt( $handle, CURLOPT_NOSIGNAL, true ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- of core's own handle.
			curl_setopt( $handle, CURLOPT_TIMEOUT_MS, max( 1, (int) round( 1000 * $seconds ) ) ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- likewise.
		}
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
		return self::is_gateway( (string) $url ) && Connection::current()->trusted() ? true : $external;
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
		if ( is_array( $ports ) && self::is_gateway( (string) $url ) && ( Connection::current()->trusted() || ! self::is_own( (string) $url ) ) ) {
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
		if ( ! did_action( 'after_setup_theme' ) ) {
			return false; // A plugin that asks the network too early: no credential can be opened yet, and nothing translated.
		}
		$place = self::place( $url );
		return '' !== $place[1] && self::place( Connection::current()->url() ) === $place;
	}

	/**
	 * Whether an address is one that core lets anybody ask, whatever its port: on no private network, and none of this machine.
	 *
	 * @param string $url An address.
	 * @return bool
	 */
	public static function is_public( string $url ): bool {
		$place = self::place( $url );
		return ! self::is_own( $url ) && (bool) wp_http_validate_url( $place[0] . '://' . $place[1] . '/' );
	}

	/**
	 * Whether an address is on this site's own host, which core lets everybody ask, wherever it leads.
	 *
	 * @param string $url An address.
	 * @return bool
	 */
	private static function is_own( string $url ): bool {
		return in_array( self::place( $url )[1], array( self::place( home_url() )[1], self::place( site_url() )[1] ), true );
	}

	/**
	 * Scheme, host and port of an address.
	 *
	 * @param string $url An address.
	 * @return array
	 */
	public static function place( string $url ): array {
		$parts  = wp_parse_url( $url );
		$parts  = is_array( $parts ) ? $parts : array();
		$scheme = strtolower( (string) ( $parts['scheme'] ?? '' ) );
		return array( $scheme, strtolower( (string) ( $parts['host'] ?? '' ) ), (int) ( $parts['port'] ?? ( 'https' === $scheme ? 443 : 80 ) ) );
	}
}
