<?php
/**
 * Tables in Markdown.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Markdown;

defined( 'ABSPATH' ) || exit;

/**
 * A row of cells, a row of dashes, and more rows.
 */
final class Table {

	const COLUMNS = 64;

	/**
	 * Cells of a row.
	 *
	 * @param string $line Line.
	 * @return string[]
	 */
	private static function cells( string $line ): array {
		$line = trim( $line );
		$line = '|' === substr( $line, 0, 1 ) ? substr( $line, 1 ) : $line;
		$line = '|' === substr( $line, -1 ) && '\\' !== substr( $line, -2, 1 ) ? substr( $line, 0, -1 ) : $line;
		$made = array( '' );
		foreach ( explode( '|', $line, 2 * self::COLUMNS ) as $i => $part ) {
			$last = count( $made ) - 1;
			if ( 0 === $i ) {
				$made[0] = $part;
			} elseif ( '\\' === substr( $made[ $last ], -1 ) ) {
				$made[ $last ] = substr( $made[ $last ], 0, -1 ) . '|' . $part;
			} else {
				$made[] = $part;
			}
		}
		return array_map( 'trim', $made );
	}

	/**
	 * How many columns a table has that begins here; 0 where none does.
	 *
	 * @param string[] $lines Lines.
	 * @param int      $i     Which.
	 * @return int
	 */
	public static function columns( array $lines, int $i ): int {
		$next = $lines[ $i + 1 ] ?? '';
		if ( '' === $next || strspn( $next, ' |:-' ) !== strlen( $next ) || false === strpos( $next, '-' ) ) {
			return 0;
		}
		$under = self::cells( $next );
		foreach ( $under as $cell ) {
			if ( ! preg_match( '/^:?-+:?$/D', $cell ) ) {
				return 0;
			}
		}
		$many = count( $under );
		return $many <= self::COLUMNS && count( self::cells( $lines[ $i ] ) ) === $many ? $many : 0;
	}

	/**
	 * A table.
	 *
	 * @param string[] $lines Lines.
	 * @param int      $i     Which one begins it.
	 * @return array HTML, and the line after it.
	 */
	public static function html( array $lines, int $i ): array {
		$many  = self::columns( $lines, $i );
		$count = count( $lines );
		$row   = static function ( string $line, string $tag ) use ( $many ): string {
			$html = '';
			foreach ( array_slice( array_pad( self::cells( $line ), $many, '' ), 0, $many ) as $cell ) {
				$html .= "<$tag>" . Words::html( $cell ) . "</$tag>";
			}
			return '<tr>' . $html . '</tr>';
		};
		$html  = '';
		for ( $end = $i + 2; $end < $count && false !== strpos( $lines[ $end ], '|' ); $end++ ) {
			$html .= $row( $lines[ $end ], 'td' );
		}
		return array( '<table><thead>' . $row( $lines[ $i ], 'th' ) . '</thead><tbody>' . $html . '</tbody></table>', $end );
	}
}
