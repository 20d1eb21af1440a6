<?php
/**
 * Which gateway, and with which credential.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * The connection that counts right now: what the server's owner fixed, else the network's, else this site's own.
 */
final class Connection {

	/**
	 * The fields: url, tenant, kind ('secret', 'key', 'token' or ''), credential, source.
	 *
	 * @var array
	 */
	private $parts;

	/**
	 * Why there is no connection, where something is wrong rather than absent.
	 *
	 * @var WP_Error|null
	 */
	private $problem;

	/**
	 * The other credential during a rotation.
	 *
	 * @var array|null
	 */
	private $other;

	/**
	 * Makes a connection of its fields.
	 *
	 * @param array         $parts   Fields.
	 * @param WP_Error|null $problem What is wrong with them.
	 * @param array|null    $other   The other credential.
	 */
	private function __construct( array $parts, ?WP_Error $problem = null, ?array $other = null ) {
		$this->parts   = $parts + array( 'url' => '', 'tenant' => '', 'kind' => '', 'credential' => '', 'source' => '', 'previous' => false );
		$this->problem = $problem;
		$this->other   = $other;
	}

	/**
	 * The connection of the current site.
	 *
	 * @return self
	 */
	public static function current(): self {
		$fixed = self::fixed();
		if ( isset( $fixed['problem'] ) ) {
			return new self( array( 'source' => $fixed['source'] ), $fixed['problem'] );
		}
		$whole  = '' !== ( $fixed['url'] ?? '' ) && '' !== ( $fixed['credential'] ?? '' );
		$stored = $whole ? new self( array() ) : self::stored();
		if ( array() === $fixed ) {
			return $stored;
		}
		if ( isset( $fixed['credential'] ) && ! $stored->trusted() ) {
			$stored = new self( array() ); // The server's credential goes to no address that a site chose.
		}
		$parts = array_filter( $fixed, 'strlen' ) + $stored->parts;
		if ( isset( $fixed['credential'] ) ) {
			$parts['tenant']   = $fixed['tenant'] ?? '';
			$parts['previous'] = false;
			return new self( $parts, '' === $parts['url'] ? $stored->problem : null );
		}
		$other = null === $stored->other ? null : array( 'url' => $parts['url'] ) + $stored->other;
		return new self( $parts, $stored->problem, $other );
	}

	/**
	 * A connection of given fields, for a test before anything is saved.
	 *
	 * @param array $parts url, tenant, kind, credential.
	 * @return self
	 */
	public static function of( array $parts ): self {
		return new self( array( 'source' => 'given' ) + $parts );
	}

	/**
	 * Whether there is an address and a credential.
	 *
	 * @return bool
	 */
	public function configured(): bool {
		return null === $this->problem && '' !== $this->parts['url'] && '' !== $this->parts['credential'];
	}

	/**
	 * The gateway's address without a slash at the end.
	 *
	 * @return string
	 */
	public function url(): string {
		return $this->parts['url'];
	}

	/**
	 * The tenant's slug, as far as it is known.
	 *
	 * @return string
	 */
	public function tenant(): string {
		if ( '' === $this->parts['tenant'] && 'secret' !== $this->parts['kind'] ) {
			$claims = Jwt::claims( $this->parts['credential'] );
			return isset( $claims['sub'] ) && is_string( $claims['sub'] ) ? $claims['sub'] : '';
		}
		return $this->parts['tenant'];
	}

	/**
	 * Where it comes from: 'environment', 'constant', 'network', 'site', 'given', or '' where there is none.
	 *
	 * @return string
	 */
	public function source(): string {
		return $this->parts['source'];
	}

	/**
	 * What kind of credential it is: 'secret', 'key', 'token' or ''.
	 *
	 * @return string
	 */
	public function kind(): string {
		return $this->parts['kind'];
	}

	/**
	 * What is wrong, where something is wrong rather than absent.
	 *
	 * @return WP_Error|null
	 */
	public function problem(): ?WP_Error {
		return $this->problem;
	}

	/**
	 * Whether the address was chosen by somebody who may choose any: on a network not by a site's own administrator.
	 *
	 * @return bool
	 */
	public function trusted(): bool {
		return 'site' !== $this->parts['source'] || Network::vouches( $this->parts['url'] );
	}

	/**
	 * Whether tokens can be minted here: a tenant's secret is held.
	 *
	 * @return bool
	 */
	public function can_mint(): bool {
		return $this->configured() && 'secret' === $this->parts['kind'];
	}

	/**
	 * What goes behind `Authorization: Bearer`: a fresh token, or the fixed one.
	 *
	 * @param array $claims Further claims; left out where the credential is not ours to sign with.
	 * @param int   $ttl    Seconds that a minted token lives.
	 * @return string
	 */
	public function bearer( array $claims = array(), int $ttl = 60 ): string {
		if ( ! $this->can_mint() ) {
			return $this->parts['credential'];
		}
		$now   = time();
		$basic = array(
			'sub' => $this->parts['tenant'],
			'iat' => $now,
			'exp' => $now + max( 1, $ttl ),
			'jti' => $claims['jti'] ?? wp_generate_uuid4(),
		);
		return Jwt::mint( $basic + $claims, $this->parts['credential'] );
	}

	/**
	 * Tells apart address and credential without telling them; for keys of caches.
	 *
	 * @return string 32 hex digits.
	 */
	public function fingerprint(): string {
		return substr( hash_hmac( 'sha256', $this->parts['url'] . '|' . $this->parts['tenant'] . '|' . $this->parts['credential'], wp_salt( 'auth' ) ), 0, 32 );
	}

	/**
	 * The connection with the other credential, while a rotation's grace lasts.
	 *
	 * @return self|null
	 */
	public function alternate(): ?self {
		return null === $this->other ? null : new self( $this->other );
	}

	/**
	 * Remembers that this one works and the other one does not.
	 *
	 * @return void
	 */
	public function prefer() {
		if ( in_array( $this->parts['source'], array( 'network', 'site' ), true ) ) {
			Credentials::prefer_previous( (bool) $this->parts['previous'], 'network' === $this->parts['source'] );
		}
	}

	/**
	 * What is fixed by environment or constants: possibly only the address, or only the credential.
	 *
	 * @return array
	 */
	private static function fixed(): array {
		$parts = array();
		if ( Environment::has( 'AIGW_CONNECT' ) ) {
			$parts  = ConnectCode::parse( Environment::get( 'AIGW_CONNECT' ) );
			$source = Environment::source( 'AIGW_CONNECT' );
			if ( is_wp_error( $parts ) ) {
				/* translators: %s: what is wrong with the code. */
				$text = sprintf( __( 'AIGW_CONNECT cannot be used. %s', 'aigw' ), $parts->get_error_message() );
				return array( 'source' => $source, 'problem' => new WP_Error( $parts->get_error_code(), $text ) );
			}
			$parts['source'] = $source;
		}
		if ( Environment::has( 'AIGW_URL' ) ) {
			$url    = ConnectCode::clean_url( Environment::get( 'AIGW_URL' ) );
			$source = Environment::source( 'AIGW_URL' );
			if ( '' === $url ) {
				return array( 'source' => $source, 'problem' => new WP_Error( 'aigw_code_url', __( 'AIGW_URL is not an address that a gateway can have. It must start with https:// or http://', 'aigw' ) ) );
			}
			$parts = array( 'url' => $url ) + $parts + array( 'source' => $source );
		}
		if ( Environment::has( 'AIGW_SECRET' ) && Environment::has( 'AIGW_TENANT' ) ) {
			return array( 'tenant' => Environment::get( 'AIGW_TENANT' ), 'kind' => 'secret', 'credential' => Environment::get( 'AIGW_SECRET' ), 'source' => Environment::source( 'AIGW_SECRET' ) ) + $parts;
		}
		foreach ( array( 'AIGW_JWT' => 'token', 'AIGW_API_KEY' => 'key' ) as $name => $kind ) {
			if ( Environment::has( $name ) && ( 'token' === $kind || ! isset( $parts['credential'] ) ) ) {
				return array( 'kind' => $kind, 'credential' => Environment::get( $name ), 'source' => Environment::source( $name ) ) + array_diff_key( $parts, array( 'tenant' => 1 ) );
			}
		}
		return $parts;
	}

	/**
	 * What is stored: the network's where that is locked or the site has none, else the site's own.
	 *
	 * @return self
	 */
	private static function stored(): self {
		$own = Network::locked() ? array() : Credentials::load( false );
		if ( array() !== $own || ! is_multisite() ) {
			return self::opened( $own, 'site' );
		}
		return self::opened( Credentials::load( true ), 'network' );
	}

	/**
	 * A connection of what the store gave.
	 *
	 * @param array|WP_Error $found  Of {@see Credentials::load()}.
	 * @param string         $source 'site' or 'network'.
	 * @return self
	 */
	private static function opened( $found, string $source ): self {
		if ( is_wp_error( $found ) ) {
			return new self( array( 'source' => $source ), $found );
		}
		if ( ! isset( $found['current'] ) ) {
			return new self( array() );
		}
		$current = $found['current'] + array( 'source' => $source, 'previous' => false );
		if ( ! isset( $found['previous'] ) ) {
			return new self( $current );
		}
		$previous = $found['previous'] + array( 'source' => $source, 'previous' => true );
		return Credentials::previous_preferred( 'network' === $source ) ? new self( $previous, null, $current ) : new self( $current, null, $previous );
	}
}
