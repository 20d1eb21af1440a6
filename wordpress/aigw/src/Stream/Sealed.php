<?php
/**
 * What an author fixed, signed.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

defined( 'ABSPATH' ) || exit;

/**
 * The configuration of a block as it travels in the page: readable, but no visitor can change it.
 *
 * A nonce would not do: it dies with a cached page, and says nothing about what is asked. The signature holds for this
 * site and as long as the site's salts are the same.
 */
final class Sealed {

	/**
	 * Signs a configuration.
	 *
	 * @param array $config prompt, question, model, feature, tokens, post.
	 * @return string
	 */
	public static function seal( array $config ): string {
		$text = self::base64url( (string) wp_json_encode( $config, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
		return $text . '.' . self::mac( $text );
	}

	/**
	 * The configuration again; null where it was not signed here, or where its page is gone.
	 *
	 * @param string $sealed Of {@see Sealed::seal()}.
	 * @return array|null
	 */
	public static function open( string $sealed ): ?array {
		$parts = explode( '.', $sealed );
		if ( strlen( $sealed ) > 65536 || 2 !== count( $parts ) || ! hash_equals( self::mac( $parts[0] ), $parts[1] ) ) {
			return null;
		}
		$config = json_decode( (string) base64_decode( strtr( $parts[0], '-_', '+/' ) ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- base64url of our own signed JSON.
		return is_array( $config ) && self::stands( (int) ( $config['post'] ?? 0 ) ) ? $config : null;
	}

	/**
	 * Whether the page that a configuration was on can still be seen by whoever asks: one that is taken down spends nothing more.
	 *
	 * @param int $id Post; 0 where it was on none.
	 * @return bool
	 */
	private static function stands( int $id ): bool {
		$status = 0 === $id ? '' : get_post_status( $id );
		return 0 === $id || ( $status && ( is_post_status_viewable( $status ) || current_user_can( 'read_post', $id ) ) );
	}

	/**
	 * A short name of a configuration, for ids in the page.
	 *
	 * @param string $sealed Of {@see Sealed::seal()}.
	 * @return string
	 */
	public static function name( string $sealed ): string {
		return 'aigw-' . substr( hash( 'sha256', $sealed ), 0, 12 );
	}

	/**
	 * The signature of a text.
	 *
	 * @param string $text Text.
	 * @return string
	 */
	private static function mac( string $text ): string {
		return self::base64url( hash_hmac( 'sha256', 'aigw-block|' . get_current_blog_id() . '|' . $text, wp_salt( 'auth' ), true ) );
	}

	/**
	 * Base64 that may stand in an address.
	 *
	 * @param string $bytes Bytes.
	 * @return string
	 */
	private static function base64url( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- base64url, not obfuscation.
	}
}
