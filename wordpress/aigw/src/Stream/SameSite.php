<?php
/**
 * Where a request comes from.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use WpOrg\Requests\IdnaEncoder;

defined( 'ABSPATH' ) || exit;

/**
 * Tells requests of this site's own pages from those that another site makes a browser send.
 *
 * It needs nothing in the page, so it holds on cached pages, where a nonce would not.
 */
final class SameSite {

	/**
	 * The origin of the page, or '' where the request does not come from a page of this site.
	 *
	 * @return string
	 */
	public static function origin(): string {
		$said    = self::header( 'HTTP_ORIGIN' );
		$fetch   = self::header( 'HTTP_SEC_FETCH_SITE' );
		$allowed = self::allowed();
		if ( '' !== $said && 'null' !== $said ) {
			return in_array( $said, $allowed, true ) ? $said : '';
		}
		if ( 'same-origin' === $fetch ) {
			return $allowed[0];
		}
		$referer = '' === $said && '' === $fetch ? self::of( self::header( 'HTTP_REFERER' ) ) : '';
		return in_array( $referer, $allowed, true ) ? $referer : '';
	}

	/**
	 * Origins of this site.
	 *
	 * @return string[]
	 */
	private static function allowed(): array {
		$own = array_values( array_unique( array_filter( array( self::of( home_url() ), self::of( site_url() ) ) ) ) );
		/**
		 * Origins whose pages may ask, for example of a domain that points here.
		 *
		 * @param string[] $origins Such as https://example.org.
		 */
		$all = array_values( (array) apply_filters( 'aigw_browser_origins', $own ) );
		return array() === $all ? array( '' ) : $all;
	}

	/**
	 * The origin of an address.
	 *
	 * @param string $url Address.
	 * @return string
	 */
	private static function of( string $url ): string {
		$parts = wp_parse_url( $url );
		if ( empty( $parts['scheme'] ) || empty( $parts['host'] ) ) {
			return '';
		}
		$host = $parts['host'];
		if ( class_exists( IdnaEncoder::class ) && preg_match( '/[\x80-\xff]/', $host ) ) {
			try {
				$host = IdnaEncoder::encode( $host ); // Browsers name hosts in ASCII whatever letters they have.
			} catch ( \Exception $unreadable ) {
				return '';
			}
		}
		$usual = array( 'http' => 80, 'https' => 443 );
		$port  = isset( $parts['port'] ) && ( $usual[ $parts['scheme'] ] ?? 0 ) !== $parts['port'] ? ':' . $parts['port'] : '';
		return strtolower( $parts['scheme'] . '://' . $host ) . $port;
	}

	/**
	 * A header of the request.
	 *
	 * @param string $name Name in $_SERVER.
	 * @return string
	 */
	private static function header( string $name ): string {
		return isset( $_SERVER[ $name ] ) ? trim( sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) ) : '';
	}
}
