<?php
/**
 * Charts.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

defined( 'ABSPATH' ) || exit;

/**
 * Small charts as SVG within the page: no script, and nothing from elsewhere. The table below each says the same in numbers.
 */
final class Chart {

	/**
	 * Columns, one a day.
	 *
	 * @param array  $rows  Of {@see Report}.
	 * @param string $title What is shown.
	 * @return void
	 */
	public static function columns( array $rows, string $title ) {
		$most  = self::round_up( $rows ? (float) max( array_column( $rows, 'cost' ) ) : 0.0 );
		$width = 720;
		$high  = 180;
		$left  = 64;
		$step  = ( $width - $left ) / max( 1, count( $rows ) );
		printf( '<svg class="aigw-chart" role="img" viewBox="0 0 %1$d %2$d" aria-label="%3$s">', absint( $width ), absint( $high + 28 ), esc_attr( $title ) );
		foreach ( array( 0, 0.5, 1 ) as $share ) {
			$y = 8 + ( $high - 8 ) * ( 1 - $share );
			printf( '<line class="aigw-grid" x1="%1$d" x2="%2$d" y1="%3$.1F" y2="%3$.1F"/><text x="%4$d" y="%5$.1F" text-anchor="end">%6$s</text>', absint( $left ), absint( $width ), (float) $y, absint( $left - 8 ), (float) $y + 4, esc_html( Money::usd( $most * $share ) ) );
		}
		$every = max( 1, (int) ceil( count( $rows ) / 8 ) );
		foreach ( $rows as $i => $row ) {
			$tall = $most > 0 ? ( $high - 8 ) * $row['cost'] / $most : 0;
			$tall = $row['cost'] > 0 ? max( 1.5, $tall ) : 0;
			$x    = $left + $i * $step;
			printf( '<rect class="aigw-bar" x="%1$.2F" y="%2$.2F" width="%3$.2F" height="%4$.2F"><title>%5$s</title></rect>', (float) ( $x + $step * 0.12 ), (float) ( $high - $tall ), (float) ( $step * 0.76 ), (float) $tall, esc_html( Report::label( 'day', $row['label'] ) . ': ' . Money::usd( $row['cost'] ) ) );
			if ( 0 === $i % $every ) {
				printf( '<text x="%1$.2F" y="%2$d" text-anchor="middle">%3$s</text>', (float) ( $x + $step / 2 ), absint( $high + 20 ), esc_html( (string) wp_date( _x( 'M j', 'day on a chart', 'aigw' ), (int) strtotime( $row['label'] . ' 12:00 UTC' ), new \DateTimeZone( 'UTC' ) ) ) );
			}
		}
		echo '</svg>';
	}

	/**
	 * A bar within a table's cell.
	 *
	 * @param float $share Between 0 and 1.
	 * @return void
	 */
	public static function share( float $share ) {
		$share = max( 0.0, min( 1.0, $share ) );
		printf( '<svg class="aigw-share" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="aigw-rest" width="100" height="8"/><rect class="aigw-bar" width="%.2F" height="8"/></svg>', (float) ( 100 * $share ) );
	}

	/**
	 * A bar for a budget.
	 *
	 * @param string $name  Which budget.
	 * @param float  $spent US dollars spent.
	 * @param float  $limit US dollars in all.
	 * @param string $note  When it begins anew.
	 * @return void
	 */
	public static function budget( string $name, float $spent, float $limit, string $note ) {
		$share = $limit > 0 ? $spent / $limit : 1.0;
		$state = $share >= 1 ? 'over' : ( $share >= 0.8 ? 'near' : 'fine' );
		/* translators: 1: amount spent, 2: amount of the budget, 3: per cent. */
		$text = sprintf( __( '%1$s of %2$s spent (%3$s%%)', 'aigw' ), Money::usd( $spent ), Money::usd( $limit ), number_format_i18n( 100 * $share ) );
		printf( '<div class="aigw-budget aigw-%1$s"><strong>%2$s</strong> <span>%3$s</span>', esc_attr( $state ), esc_html( $name ), esc_html( $text ) );
		self::share( $share );
		echo '<em>' . esc_html( $note ) . '</em></div>';
	}

	/**
	 * The next round number: 1, 2 or 5 times a power of ten.
	 *
	 * @param float $value Any number.
	 * @return float
	 */
	private static function round_up( float $value ): float {
		if ( $value <= 0 ) {
			return 0.0;
		}
		$ten = pow( 10, floor( log10( $value ) ) );
		foreach ( array( 1, 2, 5, 10 ) as $step ) {
			if ( $value <= $step * $ten * 1.000001 ) {
				return $step * $ten;
			}
		}
		return 10 * $ten;
	}
}
