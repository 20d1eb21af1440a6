<?php
/**
 * Credentials at rest.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * The sealed credential of this site or of the network, and the one before it for as long as its grace lasts.
 *
 * Address, tenant and credential are sealed together, so that nobody who can only write to the database
 * can point a credential at another address. The key comes from the salts in wp-config.php, or from
 * AIGW_ENCRYPTION_KEY where that is set.
 */
final class Credentials {

	const OPTION = 'aigw_credential';
	const FLIP   = 'aigw_credential_flip';

	/**
	 * Seals and keeps a connection; the one that was there stays usable for the grace time.
	 *
	 * @param array $parts   url, tenant, kind ('secret', 'key' or 'token'), credential.
	 * @param bool  $network Whether for the whole network.
	 * @return void
	 */
	public static function store( array $parts, bool $network = false ) {
		$old = self::option( $network );
		$now = self::load( $network );
		if ( is_array( $now ) && isset( $now['current'] ) && $now['current'] === self::shape( $parts ) ) {
			return;
		}
		$new = array(
			'v'     => 1,
			'box'   => self::seal( (string) wp_json_encode( self::shape( $parts ) ) ),
			'saved' => time(),
		);
		if ( is_array( $now ) && isset( $now['current'], $old['box'] ) ) {
			/**
			 * How long a replaced credential is still tried, in seconds.
			 *
			 * @param int $seconds One day.
			 */
			$grace           = (int) apply_filters( 'aigw_rotation_grace', DAY_IN_SECONDS );
			$new['previous'] = array(
				'box'   => $old['box'],
				'until' => time() + max( 0, $grace ),
			);
		}
		self::save( $new, $network );
		self::prefer_previous( false, $network );
	}

	/**
	 * Opens what is kept.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return array|WP_Error Empty where nothing is kept; else `current`, and `previous` within its grace. An error where the salts changed.
	 */
	public static function load( bool $network = false ) {
		$option = self::option( $network );
		if ( ! isset( $option['box'] ) ) {
			return array();
		}
		$current = self::open( (string) $option['box'] );
		if ( null === $current ) {
			return new WP_Error( 'aigw_salts_changed', __( 'The stored connection cannot be opened any more: the salts in wp-config.php changed since it was saved. Nothing is broken, and nothing leaked. Paste the connect code again.', 'aigw' ) );
		}
		$found = array( 'current' => $current );
		if ( isset( $option['previous']['box'], $option['previous']['until'] ) && time() < (int) $option['previous']['until'] ) {
			$previous = self::open( (string) $option['previous']['box'] );
			if ( null !== $previous ) {
				$found['previous'] = $previous;
			}
		}
		return $found;
	}

	/**
	 * What may be shown: when it was saved and until when the one before it counts. Never the credential.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return array saved, previous_until (0 where there is none).
	 */
	public static function facts( bool $network = false ): array {
		$option = self::option( $network );
		$until  = isset( $option['previous']['until'] ) ? (int) $option['previous']['until'] : 0;
		return array(
			'saved'          => isset( $option['saved'] ) ? (int) $option['saved'] : 0,
			'previous_until' => $until > time() ? $until : 0,
		);
	}

	/**
	 * Whether the credential before was found to be the one that works.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return bool
	 */
	public static function previous_preferred( bool $network = false ): bool {
		return (bool) ( $network ? get_site_transient( self::FLIP ) : get_transient( self::FLIP ) );
	}

	/**
	 * Remembers which of two credentials works, so that not every call is refused first.
	 *
	 * @param bool $previous Whether it is the one before.
	 * @param bool $network  Whether for the whole network.
	 * @return void
	 */
	public static function prefer_previous( bool $previous, bool $network = false ) {
		if ( $previous ) {
			$network ? set_site_transient( self::FLIP, 1, 5 * MINUTE_IN_SECONDS ) : set_transient( self::FLIP, 1, 5 * MINUTE_IN_SECONDS );
		} else {
			$network ? delete_site_transient( self::FLIP ) : delete_transient( self::FLIP );
		}
	}

	/**
	 * Forgets the connection and the one before it.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return void
	 */
	public static function forget( bool $network = false ) {
		$network ? delete_site_option( self::OPTION ) : delete_option( self::OPTION );
		self::prefer_previous( false, $network );
	}

	/**
	 * Throws the credential before away once its grace is over.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return void
	 */
	public static function tidy( bool $network = false ) {
		$option = self::option( $network );
		if ( isset( $option['previous'] ) && time() >= (int) ( $option['previous']['until'] ?? 0 ) ) {
			unset( $option['previous'] );
			self::save( $option, $network );
		}
	}

	/**
	 * The stored option.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return array
	 */
	private static function option( bool $network ): array {
		$option = $network ? get_site_option( self::OPTION ) : get_option( self::OPTION );
		return is_array( $option ) ? $option : array();
	}

	/**
	 * Keeps the option; never autoloaded.
	 *
	 * @param array $option  What to keep.
	 * @param bool  $network Whether for the whole network.
	 * @return void
	 */
	private static function save( array $option, bool $network ) {
		$network ? update_site_option( self::OPTION, $option ) : update_option( self::OPTION, $option, false );
	}

	/**
	 * The four fields, in one order.
	 *
	 * @param array $parts Fields.
	 * @return array
	 */
	private static function shape( array $parts ): array {
		return array(
			'url'        => (string) ( $parts['url'] ?? '' ),
			'tenant'     => (string) ( $parts['tenant'] ?? '' ),
			'kind'       => (string) ( $parts['kind'] ?? '' ),
			'credential' => (string) ( $parts['credential'] ?? '' ),
		);
	}

	/**
	 * Seals a text with the first key.
	 *
	 * @param string $text What to seal.
	 * @return string Base64 of nonce and box.
	 */
	private static function seal( string $text ): string {
		$keys  = self::keys();
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		return base64_encode( $nonce . sodium_crypto_secretbox( $text, $nonce, $keys[0] ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- bytes in an option.
	}

	/**
	 * Opens a box with whichever key fits.
	 *
	 * @param string $box Base64 of nonce and box.
	 * @return array|null Null where no key fits.
	 */
	private static function open( string $box ) {
		$bytes = base64_decode( $box, true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- bytes in an option.
		if ( false === $bytes || strlen( $bytes ) <= SODIUM_CRYPTO_SECRETBOX_NONCEBYTES + SODIUM_CRYPTO_SECRETBOX_MACBYTES ) {
			return null;
		}
		$nonce = substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		foreach ( self::keys() as $key ) {
			$text = sodium_crypto_secretbox_open( substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), $nonce, $key );
			$json = is_string( $text ) ? json_decode( $text, true ) : null;
			if ( is_array( $json ) ) {
				return self::shape( $json );
			}
		}
		return null;
	}

	/**
	 * The keys that may open a box; the first one seals.
	 *
	 * @return string[]
	 */
	private static function keys(): array {
		$keys = array();
		$own  = Environment::get( 'AIGW_ENCRYPTION_KEY' );
		foreach ( array( $own, wp_salt( 'auth' ) . wp_salt( 'secure_auth' ) ) as $material ) {
			if ( '' !== $material ) {
				$keys[] = hash_hkdf( 'sha256', $material, SODIUM_CRYPTO_SECRETBOX_KEYBYTES, 'aigw credential v1' );
			}
		}
		return $keys;
	}
}
