<?php
/**
 * The page for limits.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Limits;
use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Limits per role, feature, plugin, user and visitor, to be typed into tables.
 */
final class LimitsPage {

	const SLUG   = 'aigw-limits';
	const ACTION = 'aigw_save_limits';

	/**
	 * Empty rows at the end of a table with names of one's own.
	 */
	const SPARE = 2;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'menu' ) );
		add_action( 'admin_post_' . self::ACTION, array( __CLASS__, 'save' ) );
	}

	/**
	 * Adds the page.
	 *
	 * @return void
	 */
	public static function menu() {
		Frame::add( self::SLUG, __( 'Limits', 'aigw' ), array( __CLASS__, 'show' ) );
	}

	/**
	 * Prints the page.
	 *
	 * @return void
	 */
	public static function show() {
		Frame::head( self::SLUG, __( 'Limits of AI calls', 'aigw' ) );
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only shows a message.
		if ( isset( $_GET['saved'] ) ) {
			Frame::notice( __( 'Limits saved. They hold from the next call on.', 'aigw' ), 'success' );
			foreach ( (array) get_transient( self::problems_key() ) as $problem ) {
				if ( is_string( $problem ) && '' !== $problem ) {
					Frame::notice( $problem, 'error' );
				}
			}
			delete_transient( self::problems_key() );
		}
		if ( Connection::current()->configured() && ! Connection::current()->can_mint() ) {
			Frame::notice( __( 'This site is connected by a fixed key or token, which cannot carry these limits: only those of the gateway\'s operator hold. Connect with a connect code that holds the tenant\'s secret to use limits of your own.', 'aigw' ), 'warning' );
		}
		echo '<p>' . esc_html__( 'These limits travel in the token of every call; the gateway counts and refuses. They can only be narrower than what the gateway\'s operator allows. An empty field is no limit of its own. When a limit is reached, people are told which one and when to try again.', 'aigw' ) . '</p>';
		echo '<form class="aigw-limits" method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="' . esc_attr( self::ACTION ) . '">';
		wp_nonce_field( self::ACTION );
		self::visitor();
		self::table( 'user_limits', self::titles()['user_limits'], array( '' => __( 'Each user', 'aigw' ) ), array( '' => Settings::get( 'user_limits' ) ), false );
		$roles = array_map( 'translate_user_role', wp_roles()->get_names() ) + array( 'visitor' => __( 'All visitors together', 'aigw' ), 'system' => __( 'Cron and command line', 'aigw' ) );
		self::table( 'role_limits', self::titles()['role_limits'], $roles, (array) Settings::get( 'role_limits' ), false );
		self::table( 'feature_limits', self::titles()['feature_limits'], array(), (array) Settings::get( 'feature_limits' ), true );
		self::table( 'caller_limits', self::titles()['caller_limits'], array(), (array) Settings::get( 'caller_limits' ), true );
		echo '<p class="description">' . esc_html__( 'Names of features and plugins are those of the usage page, for example shortcode, ai/title-generation or a plugin\'s folder.', 'aigw' ) . '</p>';
		submit_button( __( 'Save limits', 'aigw' ) );
		echo '</form></div>';
	}

	/**
	 * Prints the limits of a visitor.
	 *
	 * @return void
	 */
	private static function visitor() {
		echo '<h2>' . esc_html__( 'Each visitor', 'aigw' ) . '</h2><p class="description">' . esc_html__( 'Somebody who is not logged in, told apart by address (IPv6: by network); the address itself never leaves this site. 0 is no limit.', 'aigw' ) . '</p><div class="aigw-fields">';
		foreach ( self::visitor_fields() as $key => $name ) {
			printf( '<label><span>%1$s</span> <input type="text" inputmode="decimal" name="%2$s" value="%3$s"%4$s></label>', esc_html( $name ), esc_attr( $key ), esc_attr( (string) Settings::get( $key ) ), disabled( Settings::locked( $key ), true, false ) );
		}
		echo '</div>';
	}

	/**
	 * Prints a table of limits.
	 *
	 * @param string $key   Setting.
	 * @param string $title What is limited.
	 * @param array  $names Fixed rows: id => name.
	 * @param array  $kept  id => limit.
	 * @param bool   $own   Whether rows can be added.
	 * @return void
	 */
	private static function table( string $key, string $title, array $names, array $kept, bool $own ) {
		$locked = Settings::locked( $key );
		foreach ( array_keys( $kept ) as $id ) {
			$names += array( $id => (string) $id );
		}
		$rows = array();
		foreach ( $names as $id => $name ) {
			$rows[] = array( (string) $id, (string) $name );
		}
		for ( $i = 0; $own && ! $locked && $i < self::SPARE; $i++ ) {
			$rows[] = array( '', '' );
		}
		echo '<h2>' . esc_html( $title ) . '</h2>';
		if ( $locked ) {
			echo '<p class="description">' . esc_html__( 'Fixed by the server\'s configuration or by the network.', 'aigw' ) . '</p>';
		}
		echo '<div class="aigw-scroll"><table class="widefat striped aigw-grid-table"><thead><tr><td></td>';
		foreach ( self::heads() as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $rows as $i => $row ) {
			list( $id, $name ) = $row;
			$base              = $key . '[' . $i . ']';
			echo '<tr><th scope="row">';
			if ( $own ) {
				printf( '<input class="aigw-name" type="text" name="%1$s[id]" value="%2$s" aria-label="%3$s"%4$s>', esc_attr( $base ), esc_attr( $id ), esc_attr__( 'Name', 'aigw' ), disabled( $locked, true, false ) );
			} else {
				printf( '<input type="hidden" name="%1$s[id]" value="%2$s">%3$s', esc_attr( $base ), esc_attr( $id ), esc_html( $name ) );
			}
			echo '</th>';
			$limit = Limits::clean( $kept[ $id ] ?? null );
			foreach ( self::heads() as $field => $head ) {
				printf( '<td><span class="aigw-cell" aria-hidden="true">%6$s</span><input type="text" inputmode="decimal" name="%1$s[%2$s]" value="%3$s" aria-label="%4$s"%5$s></td>', esc_attr( $base ), esc_attr( $field ), esc_attr( (string) ( $limit[ $field ] ?? '' ) ), esc_attr( trim( $name . ' ' . $head ) ), disabled( $locked, true, false ), esc_html( $head ) );
			}
			echo '</tr>';
		}
		echo '</tbody></table></div>';
	}

	/**
	 * A visitor's limits, which are settings of their own.
	 *
	 * @return array
	 */
	private static function visitor_fields(): array {
		return array(
			'visitor_rpm'     => __( 'Calls a minute', 'aigw' ),
			'visitor_rpd'     => __( 'Calls a day', 'aigw' ),
			'visitor_usd_day' => __( 'US dollars a day', 'aigw' ),
		);
	}

	/**
	 * What is limited, by the setting that keeps it.
	 *
	 * @return array
	 */
	private static function titles(): array {
		return array(
			'user_limits'    => __( 'Each user who is logged in', 'aigw' ),
			'role_limits'    => __( 'All users of a role together', 'aigw' ),
			'feature_limits' => __( 'A feature', 'aigw' ),
			'caller_limits'  => __( 'A plugin', 'aigw' ),
		);
	}

	/**
	 * Where it is kept, until the next page, what somebody typed that is no number.
	 *
	 * @return string
	 */
	private static function problems_key(): string {
		return 'aigw_limits_' . get_current_user_id();
	}

	/**
	 * Heads of the columns.
	 *
	 * @return array
	 */
	private static function heads(): array {
		return array(
			'rpm'        => __( 'Calls a minute', 'aigw' ),
			'rpd'        => __( 'Calls a day', 'aigw' ),
			'tpm'        => __( 'Tokens a minute', 'aigw' ),
			'concurrent' => __( 'At once', 'aigw' ),
			'usd_day'    => __( '$ a day', 'aigw' ),
			'usd_month'  => __( '$ a month', 'aigw' ),
		);
	}

	/**
	 * Saves what was typed.
	 *
	 * @return void
	 */
	public static function save() {
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			wp_die( esc_html__( 'You are not allowed to change the limits.', 'aigw' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::ACTION );
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- every field is read by name and cleaned in read().
		$post = wp_unslash( $_POST );
		$bad  = self::problems( $post );
		Settings::save( self::read( $post ) );
		set_transient( self::problems_key(), $bad, MINUTE_IN_SECONDS );
		wp_safe_redirect( admin_url( 'admin.php?page=' . self::SLUG . '&saved=1' ) );
		exit;
	}

	/**
	 * What was typed that is no number, each in plain words.
	 *
	 * @param array $post The form.
	 * @return string[]
	 */
	public static function problems( array $post ): array {
		/* translators: 1: whose limit, 2: which limit, 3: what was typed. */
		$words = __( '%1$s, %2$s: "%3$s" is not a number. This limit stays as it was.', 'aigw' );
		$bad   = array();
		foreach ( self::visitor_fields() as $key => $name ) {
			if ( isset( $post[ $key ] ) && ! self::is_number( $post[ $key ], 'visitor_usd_day' === $key ) ) {
				$bad[] = sprintf( $words, __( 'Each visitor', 'aigw' ), $name, self::shown( $post[ $key ] ) );
			}
		}
		foreach ( self::titles() as $key => $title ) {
			foreach ( isset( $post[ $key ] ) && is_array( $post[ $key ] ) ? $post[ $key ] : array() as $row ) {
				foreach ( self::heads() as $field => $head ) {
					if ( is_array( $row ) && isset( $row[ $field ] ) && ! self::is_number( $row[ $field ], Limits::FIELDS[ $field ] ) ) {
						$bad[] = sprintf( $words, rtrim( $title . ': ' . self::shown( $row['id'] ?? '' ), ': ' ), $head, self::shown( $row[ $field ] ) );
					}
				}
			}
		}
		return $bad;
	}

	/**
	 * What was typed, short enough to be told.
	 *
	 * @param mixed $typed As posted.
	 * @return string
	 */
	private static function shown( $typed ): string {
		return mb_substr( sanitize_text_field( is_scalar( $typed ) ? (string) $typed : '' ), 0, 40 );
	}

	/**
	 * Whether it is a limit, or none.
	 *
	 * @param mixed $typed As posted.
	 * @param bool  $money Whether it is money.
	 * @return bool
	 */
	private static function is_number( $typed, bool $money ): bool {
		$number = is_scalar( $typed ) ? Limits::number( (string) $typed, $money ) : 'none';
		return '' === $number || ( is_numeric( $number ) && (float) $number >= 0 && is_finite( (float) $number ) );
	}

	/**
	 * What was typed, as settings; what is no number leaves what is kept.
	 *
	 * @param array $post The form.
	 * @return array
	 */
	public static function read( array $post ): array {
		$values = array();
		foreach ( array_keys( self::visitor_fields() ) as $key ) {
			$money = 'visitor_usd_day' === $key;
			if ( isset( $post[ $key ] ) && self::is_number( $post[ $key ], $money ) ) {
				$values[ $key ] = (float) Limits::number( (string) $post[ $key ], $money );
			}
		}
		foreach ( array_keys( self::titles() ) as $key ) {
			if ( ! isset( $post[ $key ] ) || ! is_array( $post[ $key ] ) ) {
				continue;
			}
			$values[ $key ] = array();
			foreach ( $post[ $key ] as $row ) {
				$id    = is_array( $row ) && isset( $row['id'] ) && is_scalar( $row['id'] ) ? sanitize_text_field( (string) $row['id'] ) : '';
				$kept  = (array) Settings::get( $key );
				$kept  = 'user_limits' === $key ? $kept : (array) ( $kept[ $id ] ?? array() );
				foreach ( is_array( $row ) ? array_keys( Limits::FIELDS ) : array() as $field ) {
					if ( isset( $row[ $field ] ) && ! self::is_number( $row[ $field ], Limits::FIELDS[ $field ] ) ) {
						$row[ $field ] = $kept[ $field ] ?? '';
					}
				}
				$limit = Limits::clean( $row );
				if ( 'user_limits' === $key ) {
					$values[ $key ] = $limit;
				} elseif ( '' !== $id && $limit ) {
					$values[ $key ][ $id ] = $limit;
				}
			}
		}
		return $values;
	}
}
