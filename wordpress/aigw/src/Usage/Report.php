<?php
/**
 * Numbers of the usage page.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

use Aigw\Attribution;
use Aigw\Connection;
use Aigw\Gateway;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * What the gateway's ledger says of a range of days, by one of six things; kept for a minute.
 */
final class Report {

	const BY = array( 'day', 'model', 'feature', 'caller', 'user', 'role' );

	/**
	 * Reads a report.
	 *
	 * @param string $from First day, YYYY-MM-DD.
	 * @param string $to   Last day.
	 * @param string $by   One of BY.
	 * @return array|WP_Error rows (each: label, requests, errors, tokens, cost), totals.
	 */
	public static function read( string $from, string $to, string $by ) {
		$key  = 'aigw_usage_' . md5( Connection::current()->fingerprint() . $from . $to . $by );
		$kept = get_transient( $key );
		if ( is_array( $kept ) ) {
			return $kept;
		}
		$answer = ( new Gateway() )->get( '/api/v1/usage', array( 'from' => $from, 'to' => $to, 'by' => $by ), 10.0 );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$rows = array();
		foreach ( isset( $answer['rows'] ) && is_array( $answer['rows'] ) ? $answer['rows'] : array() as $row ) {
			if ( is_array( $row ) ) {
				$rows[] = self::row( $row, (string) ( $row[ $by ] ?? '' ) );
			}
		}
		$rows   = 'day' === $by ? self::every_day( $rows, $from, $to ) : self::dearest_first( $rows );
		$report = array(
			'rows'   => $rows,
			'totals' => self::row( isset( $answer['totals'] ) && is_array( $answer['totals'] ) ? $answer['totals'] : array(), '' ),
		);
		set_transient( $key, $report, MINUTE_IN_SECONDS );
		return $report;
	}

	/**
	 * What a row is called on the page: users by their names, where they are of this site.
	 *
	 * @param string $by    One of BY.
	 * @param string $value As the ledger has it.
	 * @return string
	 */
	public static function label( string $by, string $value ): string {
		if ( '' === $value ) {
			return __( '(not told)', 'aigw' );
		}
		if ( 'user' === $by ) {
			if ( 0 === strpos( $value, 'v_' ) ) {
				/* translators: %s: part of an opaque id. */
				return sprintf( __( 'Visitor %s', 'aigw' ), substr( $value, 2, 6 ) );
			}
			$names = self::names();
			return $names[ $value ] ?? $value;
		}
		if ( 'day' === $by ) {
			return (string) wp_date( get_option( 'date_format' ), (int) strtotime( $value . ' 12:00 UTC' ), new \DateTimeZone( 'UTC' ) );
		}
		if ( 'role' === $by ) {
			foreach ( wp_roles()->get_names() as $role => $name ) {
				if ( Attribution::word( (string) $role ) === $value ) {
					return translate_user_role( $name );
				}
			}
			return $value;
		}
		return $value;
	}

	/**
	 * Names of the site's users under their opaque ids; only of those who may use AI, at most 1000.
	 *
	 * @return array
	 */
	private static function names(): array {
		static $names = null;
		if ( null === $names ) {
			$names = array();
			foreach ( get_users( array( 'number' => 1000, 'fields' => array( 'ID', 'display_name' ), 'orderby' => 'ID' ) ) as $user ) {
				$names[ Attribution::user_id( (int) $user->ID ) ] = $user->display_name;
			}
		}
		return $names;
	}

	/**
	 * One row.
	 *
	 * @param array  $row   As the gateway answers.
	 * @param string $label What the row is about.
	 * @return array
	 */
	private static function row( array $row, string $label ): array {
		return array(
			'label'    => $label,
			'requests' => (int) ( $row['requests'] ?? 0 ),
			'errors'   => (int) ( $row['errors'] ?? 0 ),
			'tokens'   => (int) ( $row['input_tokens'] ?? 0 ) + (int) ( $row['output_tokens'] ?? 0 ),
			'cost'     => (float) ( $row['cost_usd'] ?? 0 ),
		);
	}

	/**
	 * Fills in the days without a call.
	 *
	 * @param array  $rows Rows by day.
	 * @param string $from First day.
	 * @param string $to   Last day.
	 * @return array
	 */
	private static function every_day( array $rows, string $from, string $to ): array {
		$found = array_column( $rows, null, 'label' );
		$all   = array();
		$last  = (int) strtotime( $to . ' UTC' );
		for ( $day = (int) strtotime( $from . ' UTC' ); $day <= $last; $day += DAY_IN_SECONDS ) {
			$name  = gmdate( 'Y-m-d', $day );
			$all[] = $found[ $name ] ?? self::row( array(), $name );
		}
		return $all;
	}

	/**
	 * The dearest first.
	 *
	 * @param array $rows Rows.
	 * @return array
	 */
	private static function dearest_first( array $rows ): array {
		usort(
			$rows,
			static function ( $a, $b ) {
				return array( $b['cost'], $b['requests'] ) <=> array( $a['cost'], $a['requests'] );
			}
		);
		return $rows;
	}
}
