<?php
/**
 * Short-lived tokens, signed here.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * A JSON Web Token signed with HMAC-SHA-256 by the tenant's secret.
 */
final class Jwt {

	/**
	 * Mints a token.
	 *
	 * @param array  $claims Claims as they are to be signed.
	 * @param string $secret The tenant's secret.
	 * @return string
	 */
	public static function mint( array $claims, string $secret ): string {
		$head = self::encode( '{"alg":"HS256","typ":"JWT"}' );
		$body = self::encode( (string) wp_json_encode( $claims, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
		return $head . '.' . $body . '.' . self::encode( hash_hmac( 'sha256', $head . '.' . $body, $secret, true ) );
	}

	/**
	 * The claims of a token, unchecked: only to say what is in it, never to trust it.
	 *
	 * @param string $token A token.
	 * @return array Empty for what is no token.
	 */
	public static function claims( string $token ): array {
		$parts = explode( '.', $token );
		if ( 3 !== count( $parts ) ) {
			return array();
		}
		$claims = json_decode( (string) base64_decode( strtr( $parts[1], '-_', '+/' ) ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- a token's format.
		return is_array( $claims ) ? $claims : array();
	}

	/**
	 * Base64url without padding.
	 *
	 * @param string $bytes Bytes.
	 * @return string
	 */
	public static function encode( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- a token's format.
	}
}
