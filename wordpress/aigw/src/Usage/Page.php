<?php
/**
 * The usage page.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

use Aigw\Budget;
use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Messages;

defined( 'ABSPATH' ) || exit;

/**
 * Who spent what: by day, model, feature, plugin, user and role, with what is left of the budgets.
 */
final class Page {

	const DAYS = 30;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'menu' ), 9 );
	}

	/**
	 * Adds the page.
	 *
	 * @return void
	 */
	public static function menu() {
		Frame::add( Frame::MENU, __( 'Usage', 'aigw' ), array( __CLASS__, 'show' ) );
	}

	/**
	 * Names of what a report can be by.
	 *
	 * @return array
	 */
	private static function names(): array {
		return array(
			'day'     => __( 'Day', 'aigw' ),
			'model'   => __( 'Model', 'aigw' ),
			'feature' => __( 'Feature', 'aigw' ),
			'caller'  => __( 'Plugin', 'aigw' ),
			'user'    => __( 'User', 'aigw' ),
			'role'    => __( 'Role', 'aigw' ),
		);
	}

	/**
	 * Prints the page.
	 *
	 * @return void
	 */
	public static function show() {
		Frame::head( Frame::MENU, __( 'AI usage', 'aigw' ) );
		if ( ! Connection::current()->configured() ) {
			Frame::notice( __( 'No gateway is connected yet, so there is nothing to show. Connect one under Settings > AI Gateway.', 'aigw' ), 'info' );
			echo '</div>';
			return;
		}
		if ( is_multisite() && 'site' !== Connection::current()->source() && ! current_user_can( 'manage_network_options' ) ) {
			Frame::notice( __( 'All sites of this network share one account at the gateway, so its costs are shown to the network\'s administrators only. They can give this site an account of its own.', 'aigw' ), 'info' );
			echo '</div>';
			return;
		}
		list( $from, $to, $by ) = self::wishes();
		self::budgets();
		self::form( $from, $to, $by );
		$report = Report::read( $from, $to, $by );
		if ( is_wp_error( $report ) ) {
			Frame::notice( Messages::for( $report, current_user_can( Capabilities::MANAGE ) ), 'error' );
		} elseif ( 0 === $report['totals']['requests'] ) {
			echo '<p>' . esc_html__( 'No AI calls in these days.', 'aigw' ) . '</p>';
		} else {
			self::report( $report, $by );
		}
		echo '</div>';
	}

	/**
	 * The range and the grouping that are asked for; something sensible where nothing or nonsense is.
	 *
	 * @return array from, to, by.
	 */
	private static function wishes(): array {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- only reads.
		$from = isset( $_GET['from'] ) ? sanitize_text_field( wp_unslash( $_GET['from'] ) ) : '';
		$to   = isset( $_GET['to'] ) ? sanitize_text_field( wp_unslash( $_GET['to'] ) ) : '';
		$by   = isset( $_GET['by'] ) ? sanitize_key( wp_unslash( $_GET['by'] ) ) : '';
		// phpcs:enable
		$last  = self::day( $to ) ?? strtotime( gmdate( 'Y-m-d' ) . ' UTC' );
		$first = self::day( $from ) ?? $last - ( self::DAYS - 1 ) * DAY_IN_SECONDS;
		if ( $first > $last ) {
			list( $first, $last ) = array( $last, $first );
		}
		$first = max( $first, $last - 366 * DAY_IN_SECONDS );
		return array( gmdate( 'Y-m-d', $first ), gmdate( 'Y-m-d', $last ), in_array( $by, Report::BY, true ) ? $by : 'day' );
	}

	/**
	 * The time of a day.
	 *
	 * @param string $text YYYY-MM-DD.
	 * @return int|null
	 */
	private static function day( string $text ): ?int {
		if ( ! preg_match( '/^(\d{4})-(\d\d)-(\d\d)$/', $text, $m ) || ! checkdate( (int) $m[2], (int) $m[3], (int) $m[1] ) ) {
			return null;
		}
		return (int) strtotime( $text . ' UTC' );
	}

	/**
	 * Prints what is left of the budgets.
	 *
	 * @return void
	 */
	private static function budgets() {
		$state = Budget::state();
		if ( is_wp_error( $state ) ) {
			Frame::notice( __( 'The gateway did not tell the budget.', 'aigw' ) . ' ' . $state->get_error_message(), 'warning' );
			return;
		}
		$names = array(
			'day'   => __( 'Today', 'aigw' ),
			'month' => __( 'This month', 'aigw' ),
			'total' => __( 'In all', 'aigw' ),
		);
		$any   = false;
		echo '<section class="aigw-budgets" aria-label="' . esc_attr__( 'Budgets', 'aigw' ) . '">';
		foreach ( $names as $period => $name ) {
			$budget = isset( $state['budgets'][ $period ] ) && is_array( $state['budgets'][ $period ] ) ? $state['budgets'][ $period ] : array();
			if ( ! isset( $budget['limit_usd'] ) ) {
				continue;
			}
			$resets = isset( $budget['resets_at'] ) ? strtotime( (string) $budget['resets_at'] ) : false;
			/* translators: %s: a time span such as "5 hours". */
			$note = false === $resets || $resets < time() ? '' : sprintf( __( 'begins anew in %s', 'aigw' ), human_time_diff( time(), $resets ) );
			Chart::budget( $name, (float) ( $budget['spent_usd'] ?? 0 ), (float) $budget['limit_usd'], $note );
			$any = true;
		}
		echo '</section>';
		if ( ! $any ) {
			echo '<p>' . esc_html__( 'The gateway has set no budget for this site.', 'aigw' ) . '</p>';
		}
	}

	/**
	 * Prints the choice of days and grouping.
	 *
	 * @param string $from First day.
	 * @param string $to   Last day.
	 * @param string $by   Grouping.
	 * @return void
	 */
	private static function form( string $from, string $to, string $by ) {
		echo '<form class="aigw-range" method="get"><input type="hidden" name="page" value="' . esc_attr( Frame::MENU ) . '">';
		echo '<label>' . esc_html__( 'From', 'aigw' ) . ' <input type="date" name="from" value="' . esc_attr( $from ) . '"></label> ';
		echo '<label>' . esc_html__( 'to', 'aigw' ) . ' <input type="date" name="to" value="' . esc_attr( $to ) . '"></label> ';
		echo '<label>' . esc_html__( 'by', 'aigw' ) . ' <select name="by">';
		foreach ( self::names() as $value => $name ) {
			echo '<option value="' . esc_attr( $value ) . '"' . selected( $by, $value, false ) . '>' . esc_html( $name ) . '</option>';
		}
		echo '</select></label> <button class="button">' . esc_html__( 'Show', 'aigw' ) . '</button></form>';
		echo '<p class="description">' . esc_html__( 'Days are days of the gateway (UTC). Costs are in US dollars.', 'aigw' ) . '</p>';
	}

	/**
	 * Prints chart and table.
	 *
	 * @param array  $report Of {@see Report::read()}.
	 * @param string $by     Grouping.
	 * @return void
	 */
	private static function report( array $report, string $by ) {
		$most = max( 0.0, (float) max( array_column( $report['rows'], 'cost' ) ) );
		if ( 'day' === $by ) {
			echo '<figure tabindex="0" aria-label="' . esc_attr__( 'Cost of each day', 'aigw' ) . '">';
			Chart::columns( $report['rows'], __( 'Cost of each day; the table below has the numbers.', 'aigw' ) );
			echo '</figure>';
		}
		echo '<div class="aigw-scroll" tabindex="0" role="region" aria-label="' . esc_attr__( 'AI usage', 'aigw' ) . '"><table class="widefat striped"><caption class="screen-reader-text">' . esc_html__( 'AI usage', 'aigw' ) . '</caption><thead><tr>';
		$heads = array( self::names()[ $by ], __( 'Cost', 'aigw' ), __( 'Share', 'aigw' ), __( 'Calls', 'aigw' ), __( 'Failed', 'aigw' ), __( 'Tokens', 'aigw' ) );
		foreach ( $heads as $i => $head ) {
			echo '<th scope="col"' . ( $i > 0 && 2 !== $i ? ' class="aigw-number"' : '' ) . '>' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( 'day' === $by ? array_reverse( $report['rows'] ) : $report['rows'] as $row ) {
			if ( 'day' === $by && 0 === $row['requests'] ) {
				continue;
			}
			echo '<tr><th scope="row">' . esc_html( Report::label( $by, $row['label'] ) ) . '</th><td class="aigw-number">' . esc_html( Money::usd( $row['cost'] ) ) . '</td><td>';
			Chart::share( $most > 0 ? $row['cost'] / $most : 0.0 );
			echo '</td>';
			self::numbers( $row );
			echo '</tr>';
		}
		echo '</tbody><tfoot><tr><th scope="row">' . esc_html__( 'In all', 'aigw' ) . '</th><td class="aigw-number">' . esc_html( Money::usd( $report['totals']['cost'] ) ) . '</td><td></td>';
		self::numbers( $report['totals'] );
		echo '</tr></tfoot></table></div>';
	}

	/**
	 * Prints the counts of a row.
	 *
	 * @param array $row Row.
	 * @return void
	 */
	private static function numbers( array $row ) {
		foreach ( array( 'requests', 'errors', 'tokens' ) as $what ) {
			echo '<td class="aigw-number">' . esc_html( Money::count( $row[ $what ] ) ) . '</td>';
		}
	}
}
