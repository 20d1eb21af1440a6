<?php
/**
 * Money and numbers for people.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

defined( 'ABSPATH' ) || exit;

/**
 * Writes US dollars with as many digits as tell something: two, and of small amounts two that are not zero.
 */
final class Money {

	/**
	 * An amount.
	 *
	 * @param float $usd US dollars.
	 * @return string For example $1,234.50, $0.0021 or <$0.000001.
	 */
	public static function usd( float $usd ): string {
		$sign   = $usd < 0 ? '-' : '';
		$amount = abs( $usd );
		if ( $amount > 0 && $amount < 0.000001 ) {
			return '<' . $sign . '$' . number_format_i18n( 0.000001, 6 );
		}
		$digits = 2;
		if ( $amount > 0 && $amount < 0.1 ) {
			$digits = min( 6, 1 - (int) floor( log10( $amount ) ) );
		}
		return $sign . '$' . number_format_i18n( $amount, $digits );
	}

	/**
	 * A count, shortened where it is large.
	 *
	 * @param float $count Count.
	 * @return string For example 950, 12.3k or 4.1M.
	 */
	public static function count( float $count ): string {
		if ( $count >= 1000000 ) {
			return number_format_i18n( $count / 1000000, 1 ) . 'M';
		}
		return $count >= 10000 ? number_format_i18n( $count / 1000, 1 ) . 'k' : number_format_i18n( $count );
	}
}
