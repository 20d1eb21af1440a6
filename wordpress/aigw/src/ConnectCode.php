<?php
/**
 * The one line that an administrator pastes.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * A connect code: the gateway's address and a credential in one line, with a check sum.
 *
 * `aigw1_` + base64url( JSON ) + `_` + the first 8 hex digits of the SHA-256 of the base64url text.
 */
final class ConnectCode {

	const PREFIX = 'aigw1_';

	/**
	 * Reads a code as somebody pasted it: blanks and line breaks do no harm.
	 *
	 * @param string $code Pasted text.
	 * @return array|WP_Error url, tenant, kind ('secret', 'key' or 'token'), credential.
	 */
	public static function parse( string $code ) {
		$code = (string) preg_replace( '/[\s\x{200B}\x{FEFF}"\']+/u', '', $code );
		if ( 0 !== strpos( $code, self::PREFIX ) ) {
			return new WP_Error( 'aigw_code_unknown', __( 'This is not a connect code: a connect code starts with aigw1_. Ask whoever runs the gateway for one; the command is: aigw connect-code TENANT', 'aigw' ) );
		}
		if ( ! preg_match( '/^aigw1_([A-Za-z0-9_-]+)_([0-9a-f]{8})$/', $code, $m ) || ! hash_equals( substr( hash( 'sha256', $m[1] ), 0, 8 ), $m[2] ) ) {
			return new WP_Error( 'aigw_code_damaged', __( 'The connect code is incomplete or was changed on its way: its check sum does not match. Copy the whole line again.', 'aigw' ) );
		}
		$json = json_decode( (string) base64_decode( strtr( $m[1], '-_', '+/' ) ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- not code, the agreed format.
		if ( ! is_array( $json ) || ! isset( $json['url'] ) || ! is_string( $json['url'] ) ) {
			return new WP_Error( 'aigw_code_damaged', __( 'The connect code holds no address of a gateway. Ask for a new one.', 'aigw' ) );
		}
		$url = self::clean_url( $json['url'] );
		if ( '' === $url ) {
			return new WP_Error( 'aigw_code_url', __( 'The address in the connect code is not one that a gateway can have. It must start with https:// or http://', 'aigw' ) );
		}
		$tenant = isset( $json['tenant'] ) && is_string( $json['tenant'] ) ? $json['tenant'] : '';
		if ( '' !== $tenant && isset( $json['secret'] ) && is_string( $json['secret'] ) && '' !== $json['secret'] ) {
			return array( 'url' => $url, 'tenant' => $tenant, 'kind' => 'secret', 'credential' => $json['secret'] );
		}
		if ( isset( $json['key'] ) && is_string( $json['key'] ) && '' !== $json['key'] ) {
			return array( 'url' => $url, 'tenant' => $tenant, 'kind' => array() === Jwt::claims( $json['key'] ) ? 'key' : 'token', 'credential' => $json['key'] );
		}
		return new WP_Error( 'aigw_code_damaged', __( 'The connect code holds no credential. Ask for a new one.', 'aigw' ) );
	}

	/**
	 * Makes a code, as the gateway's command does.
	 *
	 * @param array $parts url, tenant and secret, or url and key.
	 * @return string
	 */
	public static function make( array $parts ): string {
		$text = rtrim( strtr( base64_encode( (string) wp_json_encode( $parts, JSON_UNESCAPED_SLASHES ) ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- the agreed format.
		return self::PREFIX . $text . '_' . substr( hash( 'sha256', $text ), 0, 8 );
	}

	/**
	 * The address of a gateway without a slash at its end, or '' for something that is none.
	 *
	 * @param string $url As typed.
	 * @return string
	 */
	public static function clean_url( string $url ): string {
		$url   = rtrim( trim( $url ), '/' );
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || empty( $parts['scheme'] ) || ! in_array( strtolower( $parts['scheme'] ), array( 'http', 'https' ), true ) ) {
			return '';
		}
		if ( isset( $parts['user'] ) || isset( $parts['pass'] ) || isset( $parts['query'] ) || isset( $parts['fragment'] ) || preg_match( '/[\s<>"\\\\]/', $url ) ) {
			return '';
		}
		return $url;
	}
}
