<?php
/**
 * What the commands do.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Cli;

use Aigw\Chat;
use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Diagnosis;
use Aigw\Gateway;
use Aigw\Network;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * The commands' work without WP-CLI: every method returns what is to be printed.
 */
final class Actions {

	/**
	 * Option: the rotation that was asked for and not heard of yet.
	 */
	const ROTATION = 'aigw_rotation';

	/**
	 * The way to the gateway.
	 *
	 * @return array Rows: hop, label, state, text.
	 */
	public static function status(): array {
		return Diagnosis::run();
	}

	/**
	 * One question.
	 *
	 * @param string $prompt  The question.
	 * @param array  $options model, provider, system, max-tokens.
	 * @return array|WP_Error text, facts.
	 */
	public static function chat( string $prompt, array $options = array() ) {
		if ( isset( $options['max-tokens'] ) ) {
			$options['max_tokens'] = absint( $options['max-tokens'] );
		}
		$options = array_intersect_key( $options, array_flip( array( 'model', 'provider', 'system', 'max_tokens' ) ) );
		$answer = Chat::ask( $prompt, $options + array( 'feature' => 'cli', 'timeout' => (float) \Aigw\Settings::get( 'admin_timeout' ) ) );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		return array(
			'text'  => $answer['text'],
			'facts' => sprintf( '%s, %s, request %s', (string) ( $answer['model'] ?? '' ), isset( $answer['cost_usd'] ) ? \Aigw\Usage\Money::usd( (float) $answer['cost_usd'] ) : '$?', $answer['request_id'] ),
		);
	}

	/**
	 * What was spent.
	 *
	 * @param array $options from, to, by.
	 * @return array|WP_Error Rows.
	 */
	public static function usage( array $options = array() ) {
		$query = array(
			'from' => (string) ( $options['from'] ?? gmdate( 'Y-m-01' ) ),
			'to'   => (string) ( $options['to'] ?? gmdate( 'Y-m-d' ) ),
			'by'   => (string) ( $options['by'] ?? 'day' ),
		);
		foreach ( array( 'from', 'to' ) as $day ) {
			if ( ! preg_match( '/^\d{4}-\d\d-\d\d$/', $query[ $day ] ) ) {
				/* translators: %s: an option's name. */
				return new WP_Error( 'aigw_bad_day', sprintf( __( '--%s must be a day such as 2026-11-24.', 'aigw' ), $day ) );
			}
		}
		$answer = ( new Gateway() )->get( '/api/v1/usage', $query, 15.0 );
		return is_wp_error( $answer ) ? $answer : array_values( (array) ( $answer['rows'] ?? array() ) );
	}

	/**
	 * The models.
	 *
	 * @return array|WP_Error Rows: id, owned_by.
	 */
	public static function models() {
		$answer = ( new Gateway() )->get( '/v1/models', array(), 15.0 );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$rows = array();
		foreach ( (array) ( $answer['data'] ?? array() ) as $model ) {
			$rows[] = array( 'id' => (string) ( $model['id'] ?? '' ), 'owned_by' => (string) ( $model['owned_by'] ?? '' ) );
		}
		return $rows;
	}

	/**
	 * Replaces the credential, after a test of the new one; without a code by one that the gateway makes.
	 *
	 * @param string $code    Connect code, or ''.
	 * @param bool   $network Whether for the whole network.
	 * @param bool   $force   Whether to keep it even if it does not work.
	 * @return string|WP_Error What was done.
	 */
	public static function rotate( string $code, bool $network = false, bool $force = false ) {
		if ( in_array( Connection::current()->source(), array( 'constant', 'environment' ), true ) ) {
			return new WP_Error( 'aigw_fixed', __( 'The connection is fixed by environment variables or constants; change it there.', 'aigw' ) );
		}
		if ( ! $network && Network::locked() ) {
			return new WP_Error( 'aigw_fixed', __( 'The network\'s administrator set one connection for all sites; use --network.', 'aigw' ) );
		}
		if ( '' === trim( $code ) ) {
			return self::renew( $network );
		}
		$parts = ConnectCode::parse( $code );
		if ( is_wp_error( $parts ) ) {
			return $parts;
		}
		if ( ! $force ) {
			$try = ( new Gateway( Connection::of( $parts ) ) )->get( '/v1/models', array(), 10.0 );
			if ( is_wp_error( $try ) ) {
				return new WP_Error( $try->get_error_code(), $try->get_error_message() . ' ' . __( 'Nothing was changed. Use --force to keep the new credential all the same.', 'aigw' ), $try->get_error_data() );
			}
		}
		return self::keep( $parts, $network );
	}

	/**
	 * Asks the gateway for a new secret of this tenant, and keeps it. What is asked is written down first: should the answer get lost, the next try is told the same secret.
	 *
	 * @param bool $network Whether for the whole network.
	 * @return string|WP_Error What was done.
	 */
	private static function renew( bool $network ) {
		$now = Connection::current();
		if ( ! $now->can_mint() ) {
			return new WP_Error( 'aigw_no_secret', __( 'Only a site that holds its tenant\'s secret can ask for a new one. Paste a connect code instead; the command is: aigw connect-code TENANT', 'aigw' ) );
		}
		if ( ( 'network' === $now->source() ) !== $network ) {
			return new WP_Error( 'aigw_fixed', $network ? __( 'This site has a connection of its own; leave --network out.', 'aigw' ) : __( 'This site uses the network\'s connection; use --network.', 'aigw' ) );
		}
		$asked = $network ? get_site_option( self::ROTATION ) : get_option( self::ROTATION );
		if ( ! is_array( $asked ) || time() - (int) ( $asked['at'] ?? 0 ) > HOUR_IN_SECONDS ) {
			$asked = array( 'id' => wp_generate_uuid4(), 'at' => time() );
			$network ? update_site_option( self::ROTATION, $asked ) : update_option( self::ROTATION, $asked, false );
		}
		$answer = ( new Gateway( $now ) )->post( '/api/v1/credentials/rotate', array( 'request_id' => (string) $asked['id'] ), array( 'scope' => 'credentials' ) );
		if ( ! is_wp_error( $answer ) && ( ! isset( $answer['secret'] ) || ! is_string( $answer['secret'] ) || '' === $answer['secret'] ) ) {
			$answer = Gateway::error( 'aigw_bad_answer', __( 'The gateway answered without a new secret.', 'aigw' ), array( 'hop' => 'http' ) );
		}
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$done = self::keep( array( 'url' => $now->url(), 'tenant' => $now->tenant(), 'kind' => 'secret', 'credential' => $answer['secret'] ), $network );
		$network ? delete_site_option( self::ROTATION ) : delete_option( self::ROTATION );
		return $done;
	}

	/**
	 * Keeps a credential that works, and says so.
	 *
	 * @param array $parts   Fields of {@see Connection::of()}.
	 * @param bool  $network Whether for the whole network.
	 * @return string
	 */
	private static function keep( array $parts, bool $network ): string {
		Network::vouch( $parts['url'] ); // Who has a shell on the server reaches what the server reaches.
		Credentials::store( $parts, $network );
		$until = Credentials::facts( $network )['previous_until'];
		/* translators: %s: date and time. */
		return $until ? sprintf( __( 'Replaced. The credential before is still tried until %s.', 'aigw' ), wp_date( 'Y-m-d H:i', $until ) ) : __( 'Connected.', 'aigw' );
	}
}
